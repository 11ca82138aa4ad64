class Marked {
  constructor(result: object) {
    return result;
  }
}

/**
 * Marks a result as that of an operation, by a private field put on it from outside: any platform's results take it,
 * nobody else can see it, and reading it costs a fraction of a WeakMap look-up.
 */
class Mark extends Marked {
  #operation: object;

  private constructor(result: object, operation: object) {
    super(result);
    this.#operation = operation;
  }

  static put(result: object, operation: object): void {
    // A platform may hand out a result again that it has had back.
    if (#operation in result) result.#operation = operation;
    else new Mark(result, operation);
  }

  static of(result: unknown): object | undefined {
    return typeof result === 'object' && result !== null && #operation in result ? result.#operation : undefined;
  }
}

/** Says which operation a result belongs to. */
export const markResult = (result: object, operation: object): void => Mark.put(result, operation);

/** The operation that a result was marked with; `undefined` for any other value. */
export const operationOf = (result: unknown): object | undefined => Mark.of(result);
