#include "tests/support/running_bin_server.h"

#include <stdexcept>

#include "bin_server/bin_server.h"
#include "bin_server/store/memory/memory_capture_store.h"
#include "bin_server/store/sqlite/sqlite_capture_store.h"
#include "bin_server/store/sqlite/sqlite_search_index.h"

namespace hookloop::test {
namespace {

std::unique_ptr<CaptureStore> open_sqlite(const std::filesystem::path& folder) {
  auto opened = SqliteCaptureStore::open(folder, Durability::normal);
  if (!opened) throw std::runtime_error(opened.error().message);
  return *std::move(opened);
}

std::unique_ptr<SearchIndex> open_index(const std::filesystem::path& folder) {
  auto opened = SqliteSearchIndex::open(folder);
  if (!opened) throw std::runtime_error(opened.error().message);
  return *std::move(opened);
}

std::unique_ptr<ServeOptions> make_options(const RunningBinServer::Change& change) {
  auto options = std::make_unique<ServeOptions>();
  if (change) change(*options);
  options->server.listen = "127.0.0.1:0";
  return options;
}

}  // namespace

RunningBinServer::RunningBinServer(Store store, const Change& change) : options_(make_options(change)) {
  if (store == Store::sqlite) {
    store_ = open_sqlite(folder_.path());
    index_ = open_index(folder_.path());
  } else {
    store_ = std::make_unique<MemoryCaptureStore>();
  }
  start();
}

RunningBinServer::RunningBinServer(const std::filesystem::path& folder, const Change& change)
    : options_(make_options(change)), store_(open_sqlite(folder)), index_(open_index(folder)) {
  start();
}

RunningBinServer::~RunningBinServer() { stop(); }

void RunningBinServer::start() {
  server_ = std::make_unique<BinServer>(*options_, *store_, index_.get(), clock_, random_);
  const auto bound = server_->start();
  if (!bound) throw std::runtime_error(bound.error().message);
  port_ = bound->port;
}

std::vector<std::string> RunningBinServer::routes() const { return server_->routes(); }

void RunningBinServer::stop() {
  if (server_) server_->stop();
}

void RunningBinServer::restart() {
  stop();
  start();
}

SqliteCaptureStore& RunningBinServer::sqlite() { return dynamic_cast<SqliteCaptureStore&>(*store_); }

}  // namespace hookloop::test
