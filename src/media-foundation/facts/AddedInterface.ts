declare const projected: unique symbol;

/**
 * The name of an interface that `addInterface` has added: a string. TypeScript knows by it what methods an object of the
 * interface has.
 */
export type AddedInterface<Name extends string, Projected> = Name & { readonly [projected]: Projected };

/** What an object of an added interface has: `ProjectedAs<typeof IMFTimer>`. */
export type ProjectedAs<Added> = Added extends AddedInterface<string, infer Projected> ? Projected : never;
