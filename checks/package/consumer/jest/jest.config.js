export default {
  // Nothing is transformed: Node runs ES modules as they are.
  transform: {},
};
