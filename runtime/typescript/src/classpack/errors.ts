/**
 * What can be wrong with a file of a class pack, or with getting it. Each error carries one sentence for a person.
 * The names are those of the Python runtime; `name` keeps them where a build shortens the names of classes.
 */

/** A file cannot be used. `sentence` says what is wrong with it. */
export class PackError extends Error {
  override readonly name: string = "PackError";

  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
  }

  get sentence(): string {
    return this.message;
  }
}

/** It is not what the format says: truncated, of a wrong type, out of range. */
export class MalformedError extends PackError {
  override readonly name = "MalformedError";
}

/** It is of a format that this runtime does not know. */
export class UnsupportedFormatError extends PackError {
  override readonly name = "UnsupportedFormatError";
}

/** The class asks for a newer runtime than this one. */
export class NewerRuntimeError extends PackError {
  override readonly name = "NewerRuntimeError";
}

/** Its length or hash is not the one that was announced. */
export class MismatchError extends PackError {
  override readonly name = "MismatchError";
}

/** No signature on it is of a key that this device trusts for it. */
export class UntrustedError extends PackError {
  override readonly name = "UntrustedError";
}

/** It is older than what is already held, or differs from it under the same version. */
export class RolledBackError extends PackError {
  override readonly name = "RolledBackError";
}

/** It is past its date. */
export class ExpiredError extends PackError {
  override readonly name = "ExpiredError";
}

/** This browser or page cannot verify anything: told before anything is asked for. */
export class NoCryptographyError extends PackError {
  override readonly name = "NoCryptographyError";
}
