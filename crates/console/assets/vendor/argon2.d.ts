/** What hash-wasm puts into the global object when it is loaded as a module: for the type checker alone. */
declare global {
  var hashwasm: {
    argon2id(options: {
      password: Uint8Array;
      salt: Uint8Array;
      iterations: number;
      parallelism: number;
      /** KiB. */
      memorySize: number;
      hashLength: number;
      outputType: "binary";
    }): Promise<Uint8Array<ArrayBuffer>>;
  };
}

export {};
