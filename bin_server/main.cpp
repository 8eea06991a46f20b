// bin_server: wiring only.

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "bin_server/bin_server.h"
#include "bin_server/cli/bins_file.h"
#include "bin_server/cli/command_line.h"
#include "bin_server/cli/memory_budget.h"
#include "bin_server/cli/serve_command.h"
#include "bin_server/store/memory/memory_capture_store.h"
#include "bin_server/store/sqlite/sqlite_capture_store.h"
#include "bin_server/store/sqlite/sqlite_search_index.h"
#include "bin_server/tls/tls_identity.h"
#include "shared/http_client/http_transport.h"
#include "shared/support/data_folder.h"
#include "shared/support/exit_code.h"
#include "shared/support/interrupt.h"
#include "shared/support/listen_address.h"
#include "shared/support/log.h"
#include "shared/support/open_files.h"
#include "shared/support/ready_file.h"
#include "shared/support/server_token.h"
#include "shared/support/shutdown_signal.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// A request with the largest body that a server may take, written as JSON, is below it.
constexpr std::size_t kLargestApiAnswer = 1u << 30;

ExitCode fail(ExitCode code, const std::string& message) {
  fmt::print(stderr, "bin_server: {}\n", message);
  return code;
}

std::string url_of(const ListenAddress& address, bool is_tls) {
  const std::string url = http_url(address);
  return is_tls ? "https" + url.substr(url.find(':')) : url;
}

// Who the server is over TLS; nothing where it speaks plain HTTP. `folder` is where one of its own is kept.
Result<std::optional<TlsIdentity>, StartRefusal> read_identity(const TlsOptions& options, const std::string& host,
                                                               const std::optional<DataFolder>& folder, Timestamp now) {
  using Identity = std::optional<TlsIdentity>;
  if (!options.is_wanted()) return Identity();
  if (options.self_signed) {
    auto made = folder ? keep_self_signed(folder->path(), host, now) : make_self_signed(host, now);
    if (!made) return StartRefusal{ExitCode::environment, made.error().message};
    return Identity(*std::move(made));
  }
  auto read = read_tls_identity(options.certificate, options.key);
  if (!read) return StartRefusal{ExitCode::environment, read.error().message};
  if (const auto doubt = doubt_about(*read, now)) spdlog::warn("{}", *doubt);
  return Identity(*std::move(read));
}

ExitCode serve(const ServeOptions& given) {
  ServeOptions options = given;
  if (const auto fault = fit_into_memory(options)) return fail(ExitCode::wrong_usage, *fault);
  prepare_allocator(options);
  const auto address = parse_listen_address(options.server.listen);
  if (!address) return fail(ExitCode::wrong_usage, address.error().message);
  const auto token = read_token(options.token);
  if (!token) return fail(token.error().code, token.error().message);
  if (const auto refusal = check_listen(*address, options.server.listen, *token)) {
    return fail(refusal->code, refusal->message);
  }
  if (const auto targets = target_policy_of(options); !targets) {
    return fail(ExitCode::wrong_usage, targets.error().message);
  }
  std::error_code unknown;
  if (!options.web_root.empty() && !std::filesystem::is_directory(options.web_root, unknown)) {
    return fail(ExitCode::wrong_usage, fmt::format("--web-root {} is no folder", options.web_root));
  }
  const TlsOptions& tls = options.tls;
  if (tls.self_signed && !(tls.certificate.empty() && tls.key.empty())) {
    return fail(ExitCode::wrong_usage, "give --tls-self-signed, or --tls-cert and --tls-key, not both");
  }
  if (tls.certificate.empty() != tls.key.empty()) {
    return fail(ExitCode::wrong_usage, "--tls-cert and --tls-key go together");
  }
  ShutdownSignal shutdown;
  ReadyFile ready_file(options.server.ready_file);
  raise_open_file_limit();
  start_log("bin_server", options.server.log_format, options.server.log_level);

  std::optional<DataFolder> folder;
  std::unique_ptr<CaptureStore> store;
  std::unique_ptr<SearchIndex> index;
  if (options.server.ephemeral) {
    store = std::make_unique<MemoryCaptureStore>(options.capture.store_limits);
  } else {
    auto opened_folder = DataFolder::open(options.server.data);
    if (!opened_folder) return fail(ExitCode::environment, opened_folder.error().message);
    folder.emplace(*std::move(opened_folder));
    auto opened =
        SqliteCaptureStore::open(folder->path(), options.durability == "full" ? Durability::full : Durability::normal,
                                 options.capture.store_limits);
    if (!opened) return fail(ExitCode::environment, opened.error().message);
    store = *std::move(opened);
    auto opened_index = SqliteSearchIndex::open(folder->path());
    if (!opened_index) return fail(ExitCode::environment, opened_index.error().message);
    index = *std::move(opened_index);
  }

  SystemClock clock;
  SystemRandom random;
  auto identity = read_identity(tls, address->host, folder, clock.now());
  if (!identity) return fail(identity.error().code, identity.error().message);
  if (!options.bins_file.empty()) {
    const auto bins =
        read_bins_file(options.bins_file, options.capture.bin_limits, target_policy_of(options).value(), clock.now());
    if (!bins) return fail(ExitCode::wrong_usage, bins.error().message);
    if (const auto error = put_bins(*store, *bins, clock.now())) return fail(ExitCode::environment, error->message);
  }
  ServeOptions ready = options;
  ready.token = {*token, {}};
  ready.tls_identity = *std::move(identity);
  BinServer server(ready, *store, index.get(), clock, random);
  const auto bound = server.start();
  if (!bound) return fail(ExitCode::environment, bound.error().message);
  const std::string url = url_of(*bound, ready.tls_identity.has_value());
  if (const auto error = ready_file.write(url)) return fail(ExitCode::environment, error->message);
  fmt::print("bin_server: {}\n", url);
  if (ready.tls_identity) fmt::print("certificate, SHA-256: {}\n", ready.tls_identity->fingerprint);
  std::fflush(stdout);
  spdlog::info(
      "listening on {}; {}", url,
      folder ? fmt::format("everything is kept in {}", folder->path().string()) : "nothing is kept after exit");
  if (const auto memory = describe_memory(options); !memory.empty()) spdlog::info("{}", memory);
  shutdown.wait();
  spdlog::info("ending");
  server.stop();
  return ExitCode::passed;
}

ExitCode run(int argc, const char* const* argv) {
  SignalInterrupt interrupt;
  InterruptibleClock clock(interrupt);
  const TransportOptions to_the_api{
      .limits = {.kept_body_bytes = kLargestApiAnswer, .most_body_bytes = kLargestApiAnswer}, .interrupt = &interrupt};
  BinServerSurroundings surroundings{clock,
                                     interrupt,
                                     [&] { return std::make_unique<HttpTransport>(clock, to_the_api); },
                                     std::cin,
                                     std::cout,
                                     std::cerr,
                                     is_terminal(STDIN_FILENO),
                                     is_terminal(STDOUT_FILENO),
                                     wants_colour(STDOUT_FILENO),
                                     terminal_width(STDOUT_FILENO),
                                     serve};
  const ExitCode code = run_bin_server(argc, argv, surroundings);
  if (!std::cout.flush() && !reader_has_gone(STDOUT_FILENO)) {  // a reader that has seen enough is no fault
    return fail(ExitCode::environment, "the output could not be written");
  }
  return code;
}

}  // namespace
}  // namespace hookloop

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that hangs up is an outcome, not the end of the program
  try {
    return static_cast<int>(hookloop::run(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bin_server: a fault of ours: {}\n", error.what());
    return static_cast<int>(hookloop::ExitCode::bug);
  }
}
