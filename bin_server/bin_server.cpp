#include "bin_server/bin_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "bin_server/capture/judge.h"
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
        judge_(store),
        search_(store, judge_, index),
        capture_(store, feed_, refusals_, clock, ids_, options_.capture),
        recorder_(options_.recorder, capture_,
                  [this](HandedConnection connection) { workers_.take(std::move(connection)); }),
        writer_([this](std::function<void()> work) { recorder_.post(std::move(work)); }),
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
        ApiContext{store_, writer_, capture_, feed_, judge_, search_, refusals_, clock_, ids_, options_.capture,
                   [this] { return status(); }, tls_ ? "https" : "http", options_.feed_backlog},
        ApiServer::Options{wanted->host, options_.token.token, options_.web_root,
                           std::max(options_.recorder.api_body_bytes, options_.recorder.import_bytes),
                           std::chrono::ceil<std::chrono::milliseconds>(options_.recorder.write_timeout)},
        std::span(bin_server_page_assets, bin_server_page_asset_count));
    loop_ = std::thread([this] { recorder_.run(); });
    sweep_ = std::thread([this] { sweep(); });
    if (tls_) tls_->start();
    if (indexer_) indexer_->start();
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
    // The workers last: what is half-way may become a request for them, and they need the loop to write with.
    recorder_.drain();
    workers_.stop();
    recorder_.end();
    loop_.join();
    if (tls_) tls_->stop();
  }

 private:
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
        return store_.sweep();
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
  CaptureService capture_;
  Recorder recorder_;
  Writer writer_;
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
