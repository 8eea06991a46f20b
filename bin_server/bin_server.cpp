#include "bin_server/bin_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "bin_server/answer/answer_chooser.h"
#include "bin_server/capture/judge.h"
#include "bin_server/forward/forwarder.h"
#include "bin_server/forward/replay.h"
#include "bin_server/forward/replay_slots.h"
#include "bin_server/forward/sender.h"
#include "bin_server/http/api_server.h"
#include "bin_server/http/http_workers.h"
#include "bin_server/http/writer.h"
#include "bin_server/search/indexer.h"
#include "bin_server/search/search.h"
#include "bin_server/tls/tls_terminator.h"

namespace hookloop {

extern const EmbeddedAsset bin_server_page_assets[];
extern const unsigned bin_server_page_asset_count;

class BinServer::Parts {
 public:
  Parts(ServeOptions options, CaptureStore& store, SearchIndex* index, const Clock& clock, Random& random)
      : options_(std::move(options)),
        store_(store),
        clock_(clock),
        ids_(clock, random),
        feed_([this](BinNumber bin) { forwarder_.captured(bin); }),
        judge_(store, options_.verdict_bytes),
        search_(store, judge_, index),
        instance_(ids_.next("")),
        capture_(store, feed_, refusals_, clock, ids_, options_.capture, instance_),
        chooser_(store, judge_, random),
        recorder_(options_.recorder, capture_, chooser_,
                  [this](HandedConnection connection) { workers_.take(std::move(connection)); }),
        writer_([this](std::function<void()> work) { recorder_.post(std::move(work)); }),
        targets_(target_policy_of(options_).value()),
        sender_(clock, transport_options()),
        forwarder_(store, sender_, keep_exchanges(), clock, ids_, instance_, options_.forward,
                   [this](BinNumber bin, Seq seq, ReturnedAnswer answer) {
                     recorder_.return_answer(bin, seq, std::move(answer));
                   }),
        replayer_(sender_, targets_, keep_exchanges(), clock, ids_),
        replay_slots_(options_.max_replays),
        workers_(
            options_.workers, [this](HandedConnection& connection) { return api_->serve(connection); },
            [this](HandedConnection connection) { recorder_.adopt(std::move(connection)); }) {
    if (index != nullptr) indexer_.emplace(store, judge_, *index, clock, [this] { return capture_.count(); });
  }

  ~Parts() { stop(); }

  Result<ListenAddress> start() {
    const auto wanted = parse_listen_address(options_.server.listen);
    if (!wanted) return wanted.error();
    if (options_.tls_identity) {
      if (auto error = make_terminator(*options_.tls_identity)) return *std::move(error);
    }
    auto bound = tls_ ? tls_->listen(*wanted) : recorder_.listen(*wanted);
    if (!bound) return bound;
    api_ = std::make_unique<ApiServer>(
        ApiContext{store_, writer_, capture_, feed_, judge_, search_, targets_, forwarder_, replayer_, replay_slots_,
                   refusals_, clock_, ids_, options_.capture, [this] { return status(); }, tls_ ? "https" : "http",
                   options_.feed_backlog},
        ApiServer::Options{wanted->host, options_.token.token, options_.web_root,
                           std::max(options_.recorder.api_body_bytes, options_.recorder.import_bytes),
                           std::chrono::ceil<std::chrono::milliseconds>(options_.recorder.write_timeout)},
        std::span(bin_server_page_assets, bin_server_page_asset_count));
    loop_ = std::thread([this] { recorder_.run(); });
    sweep_ = std::thread([this] { sweep(); });
    if (tls_) tls_->start();
    if (indexer_) indexer_->start();
    forwarder_.start();
    return bound;
  }

  std::vector<std::string> routes() const { return api_->routes(); }

  void stop() {
    if (!loop_.joinable()) return;
    if (indexer_) indexer_->stop();
    {
      const std::lock_guard lock(sweep_mutex_);
      stopping_ = true;
    }
    sweep_wake_.notify_one();
    sweep_.join();
    if (tls_) tls_->stop_accepting();
    feed_.close();
    recorder_.drain();
    // What is under way to a target is waited for a little, and then ended; what came of it is written by the loop.
    forwarder_.drain(std::chrono::ceil<std::chrono::milliseconds>(options_.recorder.shutdown_grace));
    sender_.stop();
    forwarder_.stop();
    // The workers last: what is half-way may become a request for them, and they need the loop to write with.
    workers_.stop();
    recorder_.end();
    loop_.join();
    if (tls_) tls_->stop();
  }

 private:
  TransportOptions transport_options() const {
    TransportOptions options;
    options.trusted_certificates = options_.targets.trusted_certificates;
    options.target_policy = &targets_;
    return options;
  }

  KeepExchanges keep_exchanges() {
    return [this](std::span<const CaptureExchange> exchanges, std::span<const ForwardCursor> cursors) {
      auto error = writer_.run([&] { return store_.append_exchanges(exchanges, cursors); });
      if (error) return error;
      for (const CaptureExchange& kept : exchanges) {
        feed_.announce_change(kept.bin, {FeedChange::Kind::exchange, kept.seq, kept.id});
      }
      return error;
    };
  }

  std::optional<Error> make_terminator(const TlsIdentity& identity) {
    auto context = TlsContext::make(identity);
    if (!context) return context.error();
    const RecorderOptions& recorder = options_.recorder;
    tls_ = std::make_unique<TlsTerminator>(
        TlsTerminatorOptions{recorder.head_timeout, recorder.write_timeout, recorder.max_connections},
        *std::move(context), clock_, [this](HandedConnection connection) { recorder_.welcome(std::move(connection)); },
        [this] { refusals_.count(0, &RefusalCounts::too_many_connections); });
    return std::nullopt;
  }

  ServerStatus status() const {
    return {writer_.run([this] { return recorder_.status(); }), workers_.status()};
  }

  // Frees the room of what was deleted, and deletes bins whose time is over, in pieces between which captures go on.
  void sweep() {
    constexpr std::chrono::milliseconds kPause(500);
    std::unique_lock lock(sweep_mutex_);
    while (!stopping_) {
      lock.unlock();
      const bool has_more = writer_.run([this] {
        delete_expired_bins();
        return store_.sweep(clock_.now());
      });
      lock.lock();
      sweep_wake_.wait_for(lock, has_more ? std::chrono::milliseconds(1) : kPause, [this] { return stopping_; });
    }
  }

  void delete_expired_bins() {
    const Timestamp now = clock_.now();
    for (const Bin& bin : store_.list_expired_bins(now)) {
      if (const auto error = capture_.delete_bin(bin.number)) spdlog::warn("the bin {}: {}", bin.id, error->message);
    }
  }

  const ServeOptions options_;
  CaptureStore& store_;
  const Clock& clock_;
  IdSource ids_;
  LiveFeed feed_;
  Refusals refusals_;
  Judge judge_;
  Search search_;
  const std::string instance_;
  CaptureService capture_;
  AnswerChooser chooser_;
  Recorder recorder_;
  Writer writer_;
  const TargetPolicy targets_;
  Sender sender_;
  Forwarder forwarder_;
  Replayer replayer_;
  ReplaySlots replay_slots_;
  std::unique_ptr<ApiServer> api_;  // constant once the threads run
  HttpWorkers workers_;
  std::unique_ptr<TlsTerminator> tls_;  // the last to be there, the first to go
  std::optional<Indexer> indexer_;
  std::thread loop_;
  std::thread sweep_;
  std::mutex sweep_mutex_;
  std::condition_variable sweep_wake_;
  bool stopping_ = false;  // guarded by sweep_mutex_
};

BinServer::BinServer(ServeOptions options, CaptureStore& store, SearchIndex* index, const Clock& clock, Random& random)
    : parts_(std::make_unique<Parts>(std::move(options), store, index, clock, random)) {}
BinServer::~BinServer() = default;

Result<ListenAddress> BinServer::start() { return parts_->start(); }
void BinServer::stop() { parts_->stop(); }
std::vector<std::string> BinServer::routes() const { return parts_->routes(); }

}  // namespace hookloop
