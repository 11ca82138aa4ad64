/* What JavaScript and the addon expect of each other. It goes up by one with every change of either side, here and in
   ../addon.ts: files of different versions refuse each other. Also the version that the file has for Windows. */
#define ADDON_REVISION 8
