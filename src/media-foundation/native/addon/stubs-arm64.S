/*
 * uint64_t stub(…): one for each slot of a vtable, for all interfaces. It saves what may be arguments and calls
 *
 *     uint64_t serveStub(uint32_t slot, const uint64_t *integers, const uint64_t *floats)
 *
 * with eight registers of each sort; the arguments on the stack follow those of the floats. What serveStub returns goes
 * back as an integer and as a double.
 */
#include "stub-count.h"
#ifdef _WIN32
#define SEH(directive) directive
#else
#define SEH(directive)
#endif

  .text
  .globl stubEntries
  .p2align 4
stubEntries:
  .set slot, 0
  .rept STUB_COUNT
  mov w16, #slot
  b saveAndServe
  .set slot, slot + 1
  .endr

  .p2align 4
SEH(.seh_proc saveAndServe)
saveAndServe:
  stp x29, x30, [sp, #-144]!
SEH(.seh_save_fplr_x 144)
  mov x29, sp
SEH(.seh_set_fp)
SEH(.seh_endprologue)
  stp x0, x1, [sp, #16]
  stp x2, x3, [sp, #32]
  stp x4, x5, [sp, #48]
  stp x6, x7, [sp, #64]
  stp d0, d1, [sp, #80]
  stp d2, d3, [sp, #96]
  stp d4, d5, [sp, #112]
  stp d6, d7, [sp, #128]
  mov w0, w16
  add x1, sp, #16
  add x2, sp, #80
  bl serveStub
  fmov d0, x0
SEH(.seh_startepilogue)
  ldp x29, x30, [sp], #144
SEH(.seh_save_fplr_x 144)
SEH(.seh_endepilogue)
  ret
SEH(.seh_endproc)

#ifndef _WIN32
  .section .note.GNU-stack, "", @progbits
#endif
