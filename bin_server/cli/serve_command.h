// `bin_server`, or `bin_server serve`: its flags and their defaults. Every limit has its flag here.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "bin_server/capture/capture_service.h"
#include "bin_server/capture/judge.h"
#include "bin_server/forward/forwarder.h"
#include "bin_server/http/http_workers.h"
#include "bin_server/model/bin.h"
#include "bin_server/recorder/recorder.h"
#include "bin_server/tls/tls_identity.h"
#include "shared/http_client/target_options.h"
#include "shared/http_client/target_policy.h"
#include "shared/support/options.h"
#include "shared/support/result.h"
#include "shared/support/server_token.h"

namespace hookloop {

struct TlsOptions {
  std::string certificate;
  std::string key;
  bool self_signed = false;

  bool is_wanted() const { return self_signed || !certificate.empty() || !key.empty(); }
};

struct ServeOptions {
  ServerOptions server;
  std::string durability = "normal";
  std::string web_root;
  std::string bins_file;  // bins that are to be there (bins_file.h)
  TokenOptions token;     // to BinServer the token itself, read by then
  TlsOptions tls;
  std::optional<TlsIdentity> tls_identity;  // read by then too; without one it speaks plain HTTP
  RecorderOptions recorder;
  CaptureOptions capture;
  HttpWorkers::Options workers;
  Seq feed_backlog = 100'000;
  TargetOptions targets;  // where captures may be forwarded and replayed to
  ForwarderOptions forward;
  std::size_t max_replays = 4;            // under way at once; each holds an API thread, of which others need some
  std::uint64_t memory_budget = 0;        // of the whole process (memory_budget.h); 0: none
  std::uint64_t max_memory = 1ull << 30;  // of captures that --ephemeral keeps
  std::size_t verdict_bytes = Judge::kMostRemembered;
};

void add_serve_flags(CLI::App& command, ServeOptions& options);

// The error is that of a rule that can not be understood.
Result<TargetPolicy> target_policy_of(const ServeOptions& options);

}  // namespace hookloop
