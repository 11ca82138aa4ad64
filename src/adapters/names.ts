/** The three names of a pair, for messages: what Begin is called decides. */
export interface PairNames {
  readonly name: string;
  readonly endName: string;
  readonly cancelName: string;
}

const BEGIN = /^(b|B)egin(?=.)/;

/** `BeginRead` → `EndRead`, `CancelRead`; a name that does not begin so stands for all three. */
export const pairNames = (name: string): PairNames => ({
  name,
  endName: name.replace(BEGIN, (_, b) => (b === 'B' ? 'End' : 'end')),
  cancelName: name.replace(BEGIN, (_, b) => (b === 'B' ? 'Cancel' : 'cancel')),
});

export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
