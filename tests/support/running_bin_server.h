// A whole bin_server in the test's own process, on a free port of 127.0.0.1. Ends with the object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/support/clock.h"
#include "shared/support/random.h"
#include "tests/support/temp_dir.h"

namespace hookloop {
class BinServer;
class CaptureStore;
class SearchIndex;
class SqliteCaptureStore;
struct ServeOptions;
}  // namespace hookloop

namespace hookloop::test {

class RunningBinServer {
 public:
  enum class Store { memory, sqlite };
  using Change = std::function<void(ServeOptions&)>;

  // With its store in a folder of its own, or in memory. `change` may set options; those of the address stand.
  explicit RunningBinServer(Store store = Store::sqlite, const Change& change = {});
  // Over a data folder that the test keeps, and may open again afterwards.
  explicit RunningBinServer(const std::filesystem::path& folder, const Change& change = {});
  ~RunningBinServer();
  RunningBinServer(const RunningBinServer&) = delete;
  RunningBinServer& operator=(const RunningBinServer&) = delete;

  std::uint16_t port() const { return port_; }
  void stop();     // as SIGTERM does
  void restart();  // a new server over the same open store, on another port

  std::vector<std::string> routes() const;  // what there is besides captures

  // For trouble that a test makes: only while the server is stopped, and only with SQLite.
  SqliteCaptureStore& sqlite();

 private:
  void start();

  TempDir folder_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<ServeOptions> options_;
  std::unique_ptr<CaptureStore> store_;
  std::unique_ptr<SearchIndex> index_;
  std::unique_ptr<BinServer> server_;
  std::uint16_t port_ = 0;
};

}  // namespace hookloop::test
