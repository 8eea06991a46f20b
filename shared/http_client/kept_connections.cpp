#include "shared/http_client/kept_connections.h"

#include <algorithm>
#include <utility>

namespace hookloop {

std::shared_ptr<ClientConnection> KeptConnections::take(const Origin& origin) {
  const auto found = pools_.find(origin);
  if (found == pools_.end()) return nullptr;
  Pool& pool = found->second;
  const SteadyTime now = clock_.steady();
  while (!pool.empty()) {
    std::shared_ptr<ClientConnection> newest = std::move(pool.back());
    pool.pop_back();
    --count_;
    if (now - newest->idle_since <= longest_idle_ && newest->seems_open()) return newest;
    newest->close();
  }
  return nullptr;
}

void KeptConnections::keep(std::shared_ptr<ClientConnection> connection) {
  Pool& pool = pools_[connection->origin()];
  if (pool.size() >= kMostKeptPerOrigin || count_ >= kMostKept) return connection->close();
  connection->idle_since = clock_.steady();
  pool.push_back(std::move(connection));
  ++count_;
  if (!is_armed_) arm(longest_idle_);
}

void KeptConnections::arm(Microseconds wait) {
  is_armed_ = true;
  timer_.expires_after(wait);
  timer_.async_wait([this](const asio::error_code& error) {
    if (!error) close_old();
  });
}

void KeptConnections::close_old() {
  is_armed_ = false;
  const SteadyTime now = clock_.steady();
  Microseconds next = longest_idle_;
  for (auto entry = pools_.begin(); entry != pools_.end();) {
    Pool& pool = entry->second;
    const auto young = std::find_if(pool.begin(), pool.end(), [&](const auto& connection) {
      return now - connection->idle_since <= longest_idle_;
    });
    std::for_each(pool.begin(), young, [](const auto& connection) { connection->close(); });
    count_ -= static_cast<std::size_t>(young - pool.begin());
    pool.erase(pool.begin(), young);
    if (pool.empty()) {
      entry = pools_.erase(entry);
      continue;
    }
    const auto left = std::chrono::duration_cast<Microseconds>(pool.front()->idle_since + longest_idle_ - now);
    next = std::min(next, left);
    ++entry;
  }
  // A moment later, so that it is too old by then.
  if (count_ > 0) arm(next + std::chrono::milliseconds(1));
}

}  // namespace hookloop
