type Config = { readonly connection: string };

function readConfig(): Config {
  throw new Error("SAMPLE_SETTING is missing");
}

readConfig();
