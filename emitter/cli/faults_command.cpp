// `emitter faults`: what can be done badly on purpose, and what a good receiver does then.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "emitter/cli/commands.h"
#include "emitter/model/fault_view.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

struct FaultsOptions {
  std::optional<std::string> name;
  bool json = false;
};

// Longer lines are hard to read, and in a narrower window everything wraps anyhow.
constexpr unsigned kWidestText = 100;
constexpr unsigned kNarrowestText = 40;

unsigned text_width(const Surroundings& surroundings) {
  return std::clamp(surroundings.out_width, kNarrowestText, kWidestText);
}

std::string_view title_of(FaultStage stage) {
  switch (stage) {
    case FaultStage::schedule:
      return "When and how often it is sent";
    case FaultStage::payload:
      return "What is signed and sent";
    case FaultStage::signature:
      return "The signature and its time";
    case FaultStage::body:
      return "The body, after it was signed";
    case FaultStage::head:
      return "The head";
    case FaultStage::wire:
      return "The wire";
  }
  return "";
}

void print_catalogue(const Surroundings& surroundings) {
  std::ostream& out = surroundings.out;
  const Style style(surroundings.out_has_colour);
  const unsigned width = text_width(surroundings);
  std::optional<FaultStage> stage;
  for (const FaultInfo& fault : fault_catalogue()) {
    if (stage != fault.stage) out << (stage ? "\n" : "") << style.bold(title_of(fault.stage)) << '\n';
    stage = fault.stage;
    out << "  " << style.green(fault.name);
    for (const FaultParameter& parameter : fault.parameters) {
      out << style.dim(fmt::format("  {}={}", parameter.key, to_text(parameter, parameter.preset)));
    }
    out << '\n'
        << wrapped(fault.summary, width, 4) << '\n'
        << wrapped(fmt::format("Receiver: {}", fault.receiver), width, 4) << '\n';
  }
  out << '\n'
      << wrapped(
             "Written NAME or NAME:key=value,key=value. All take share (0.1: of every tenth attempt, by chance) and "
             "attempt (1: only on the first). See one with its limits: emitter faults delay",
             width)
      << '\n';
}

// What the example needs besides, so that there is something to spoil, to overtake or to gather.
std::string_view example_flags(const FaultInfo& fault) {
  if (fault.stage == FaultStage::signature || fault.stage == FaultStage::body) {
    return " --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  }
  if (fault.kind == FaultKind::reorder) return " --count 2";
  if (fault.kind == FaultKind::burst) return " --count 5";
  return "";
}

void print_fault(const Surroundings& surroundings, const FaultInfo& fault) {
  std::ostream& out = surroundings.out;
  const Style style(surroundings.out_has_colour);
  const unsigned width = text_width(surroundings);
  out << style.bold(fault.name) << '\n'
      << wrapped(fault.summary, width, 2) << "\n\n"
      << style.bold("What a good receiver should do") << '\n'
      << wrapped(fault.receiver, width, 2) << "\n\n"
      << style.bold("Parameters") << '\n';
  const auto print_parameter = [&](const std::string& written, const std::string& what) {
    out << fmt::format("  {:<13} {}\n", written, what);
  };
  for (const FaultParameter& parameter : fault.parameters) {
    print_parameter(fmt::format("{}={}", parameter.key, to_text(parameter, parameter.preset)),
                    fmt::format("{}; from {} to {}", parameter.what, to_text(parameter, parameter.least),
                                to_text(parameter, parameter.most)));
  }
  print_parameter("share=1", "of the attempts, drawn by chance; above 0 and up to 1");
  print_parameter("attempt=N", "only on this attempt, from 1; without it on every one");
  out << "\nTry it: emitter trigger PROJECT_VERSION_CREATE --url http://localhost:3000/hook" << example_flags(fault)
      << " --fault " << fault.name << '\n';
}

ExitCode run(const FaultsOptions& options, Surroundings& surroundings) {
  if (!options.name) {
    if (options.json)
      surroundings.out << fault_catalogue_view().dump(2) << '\n';
    else
      print_catalogue(surroundings);
    return ExitCode::passed;
  }
  const auto kind = parse_fault_kind(*options.name);
  if (!kind) {
    surroundings.err << "emitter: " << kind.error().message << '\n';
    return ExitCode::wrong_usage;
  }
  if (options.json)
    surroundings.out << fault_view(info(*kind)).dump(2) << '\n';
  else
    print_fault(surroundings, info(*kind));
  return ExitCode::passed;
}

}  // namespace

void add_faults_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  const auto options = std::make_shared<FaultsOptions>();
  CLI::App* const command = app.add_subcommand("faults", "List what can be done badly on purpose, or show one fault");
  command->add_option("NAME", options->name, "A fault's name");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer("Example:\n  emitter faults body-altered");
  command->callback(
      [options, &surroundings, &action] { action = [options, &surroundings] { return run(*options, surroundings); }; });
}

}  // namespace hookloop
