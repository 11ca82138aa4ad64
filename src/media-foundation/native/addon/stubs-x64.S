/*
 * uint64_t stub(…): one for each slot of a vtable, for all interfaces. It saves what may be arguments and calls
 *
 *     uint64_t serveStub(uint32_t slot, const uint64_t *integers, const uint64_t *floats)
 *
 * The caller has left room for four registers above the return address. Stored there, they and the arguments on the stack
 * are one array. What serveStub returns goes back as an integer and as a double.
 */
#include "stub-count.h"
#ifdef _WIN32
#define SEH(directive) directive
#else
#define SEH(directive)
#endif

  .intel_syntax noprefix
  .text
  .globl stubEntries
  .p2align 4
stubEntries:
  .set slot, 0
  .rept STUB_COUNT
  .p2align 4
  mov eax, slot
  jmp saveAndServe
  .set slot, slot + 1
  .endr

  .p2align 4
SEH(.seh_proc saveAndServe)
saveAndServe:
  sub rsp, 72
SEH(.seh_stackalloc 72)
SEH(.seh_endprologue)
  mov [rsp + 80], rcx
  mov [rsp + 88], rdx
  mov [rsp + 96], r8
  mov [rsp + 104], r9
  movsd [rsp + 32], xmm0
  movsd [rsp + 40], xmm1
  movsd [rsp + 48], xmm2
  movsd [rsp + 56], xmm3
  mov ecx, eax
  lea rdx, [rsp + 80]
  lea r8, [rsp + 32]
  call serveStub
  movq xmm0, rax
  add rsp, 72
  ret
SEH(.seh_endproc)

#ifndef _WIN32
  .section .note.GNU-stack, "", @progbits
#endif
