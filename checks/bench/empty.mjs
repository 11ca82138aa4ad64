// What an import is compared with.
export const nothing = undefined;
