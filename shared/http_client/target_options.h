// The flags that say where requests may go, as every server of ours that sends has them: --allow-target, --deny-target
// and
// --trusted-certificates.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace hookloop {

struct TargetOptions {
  std::vector<std::string> allowed;  // as TargetPolicyOptions takes them, which checks them
  std::vector<std::string> denied;
  std::string trusted_certificates;  // a PEM file; none when empty
};

// `by_default`: a sentence, without a period, on what is allowed where nothing is said.
void add_target_options(CLI::App& command, TargetOptions& options, const std::string& by_default);

}  // namespace hookloop
