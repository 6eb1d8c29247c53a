/** Every code a diagnostic can have, with what it means. Warnings do not stop a pipeline. */
export const diagnosticCodes = {
  'file.missing': { severity: 'error', meaning: 'a file does not exist or cannot be read' },
  'file.not-text': { severity: 'error', meaning: 'a file is a folder, a device or not UTF-8 text' },
  'file.empty': { severity: 'error', meaning: 'a pipeline file holds nothing' },
  'file.too-large': {
    severity: 'error',
    meaning: 'a file, or what it stands for, is over a limit',
  },
  'yaml.syntax': { severity: 'error', meaning: 'a file is not one valid YAML document' },
  'yaml.key': { severity: 'error', meaning: 'a key is not text, or comes twice' },
  'yaml.value': { severity: 'error', meaning: 'a value that JSON does not have' },
  'value.number': {
    severity: 'error',
    meaning: 'a number that cannot be kept, or would be printed otherwise than it is written',
  },
  'field.unknown': { severity: 'error', meaning: 'a field that is not known here' },
  'field.missing': { severity: 'error', meaning: 'a field that has to be given' },
  'field.invalid': { severity: 'error', meaning: 'a value that does not fit its field' },
  'field.conflict': { severity: 'error', meaning: 'fields that cannot stand together' },
  'field.ignored': { severity: 'warning', meaning: 'a field that has no effect here' },
  'step.type': { severity: 'error', meaning: 'a step of a type that is not known' },
  'step.id': { severity: 'error', meaning: 'two steps with one id' },
  'step.limit': { severity: 'error', meaning: 'more steps than a run may have' },
  'step.lint': { severity: 'warning', meaning: 'what a step type finds wrong with its files' },
  'needs.unknown': { severity: 'error', meaning: 'a step needs one that is not in its pipeline' },
  'needs.cycle': { severity: 'error', meaning: 'steps that wait for each other' },
  'pipeline.cycle': { severity: 'error', meaning: 'pipelines that use each other' },
  'expression.syntax': { severity: 'error', meaning: 'an expression that cannot be read' },
  'expression.name': { severity: 'error', meaning: 'an expression with a name that is not there' },
  'expression.function': { severity: 'error', meaning: 'a function that is not there, or misused' },
  'expression.static': {
    severity: 'error',
    meaning: 'a reference that is known only at run time, or an expression where none may stand',
  },
  'expression.order': { severity: 'error', meaning: 'an output of a step that is not upstream' },
  'condition.text': {
    severity: 'warning',
    meaning: 'an `if` that is text: any text but the empty one counts as true',
  },
  'expression.script': {
    severity: 'error',
    meaning: 'an expression in a script: its value could become code',
  },
  'secret.unknown': { severity: 'error', meaning: 'a secret that is not declared' },
  'secret.place': { severity: 'error', meaning: 'a secret where it could be seen' },
  'input.unused': { severity: 'warning', meaning: 'an input that nothing reads' },
  'secret.unused': { severity: 'warning', meaning: 'a secret that nothing reads' },
} as const satisfies { [code: string]: { severity: 'error' | 'warning'; meaning: string } };

export type DiagnosticCode = keyof typeof diagnosticCodes;
