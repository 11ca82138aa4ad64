// What Jest's expectations show of the stack of an error that was thrown in place of another: as it is.
export const separateMessageFromStack = (/** @type {string} */ content) => ({ message: '', stack: content });
export const formatStackTrace = (/** @type {string} */ stack) => stack;
