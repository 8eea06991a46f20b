// Wiring only: the real clock, chance, network and terminal, given to the commands.
#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <system_error>

#include "emitter/cli/command_line.h"
#include "emitter/serve.h"
#include "emitter/store/sqlite/sqlite_emitter_store.h"
#include "shared/http_client/http_transport.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// A delivery with a hundred attempts, each with an answer of 64 KiB, is far below it.
constexpr std::size_t kLargestApiAnswer = 256u << 20;

Result<std::unique_ptr<EmitterStore>> open_store(const std::optional<std::filesystem::path>& folder,
                                                 const std::string& durability) {
  if (!folder) return std::unique_ptr<EmitterStore>(SqliteEmitterStore::open_in_memory());
  auto store = SqliteEmitterStore::open(*folder, durability == "full" ? Durability::full : Durability::normal);
  if (!store) return store.error();
  return std::unique_ptr<EmitterStore>(*std::move(store));
}

}  // namespace
}  // namespace hookloop

int main(int argc, char** argv) {
  using namespace hookloop;
  std::signal(SIGPIPE, SIG_IGN);  // a receiver that hangs up is an outcome, not the end of the program
  try {
    SignalInterrupt interrupt;
    InterruptibleClock clock(interrupt);
    SystemRandom random;
    Surroundings surroundings{
        clock,
        random,
        interrupt,
        [&](bool verify_certificates) {
          return std::make_unique<HttpTransport>(
              clock, TransportOptions{.verify_certificates = verify_certificates, .interrupt = &interrupt});
        },
        std::cout,
        std::cerr,
        takes_escapes(STDOUT_FILENO),
        wants_colour(STDOUT_FILENO),
        terminal_width(STDOUT_FILENO),
        [](const PlatformServeOptions& options, Surroundings& these) { return serve(options, these, open_store); },
        [&] {
          return std::make_unique<HttpTransport>(
              clock,
              TransportOptions{.limits = {.kept_body_bytes = kLargestApiAnswer, .most_body_bytes = kLargestApiAnswer},
                               .interrupt = &interrupt});
        }};
    const ExitCode code = run_emitter(argc, argv, surroundings);
    if (!std::cout.flush() && !reader_has_gone(STDOUT_FILENO)) {  // a reader that has seen enough is no fault
      std::cerr << "emitter: the output could not be written\n";
      return static_cast<int>(ExitCode::environment);
    }
    return static_cast<int>(code);
  } catch (const std::system_error& error) {
    std::cerr << "emitter: " << error.what() << '\n';
    return static_cast<int>(ExitCode::environment);
  } catch (const std::exception& error) {
    std::cerr << "emitter: this is a bug of ours, please report it: " << error.what() << '\n';
    return static_cast<int>(ExitCode::bug);
  }
}
