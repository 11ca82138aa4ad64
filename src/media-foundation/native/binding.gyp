{
  # For whoever builds on Windows: `npx node-gyp rebuild` in this folder, with Visual Studio 2022 17.9 or later (__typeof__ in
  # C). Nobody needs to: the package has prebuilds/. Never run here, as there is no Windows.
  "targets": [{
    "target_name": "async_callback",
    "conditions": [["OS=='win'", {
      "sources": ["async_callback.c"],
      "msvs_settings": {
        "VCCLCompilerTool": { "WarningLevel": 4, "AdditionalOptions": ["/std:c17"], "ControlFlowGuard": "Guard" },
        "VCLinkerTool": { "AdditionalOptions": ["/guard:cf"] }
      },
      # Nothing is imported from the host.
      "win_delay_load_hook": "false"
    }, { "type": "none" }]]
  }]
}
