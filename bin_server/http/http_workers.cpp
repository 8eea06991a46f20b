#include "bin_server/http/http_workers.h"

#include <sys/socket.h>

#include <string_view>
#include <utility>

#include "bin_server/model/request_head.h"
#include "shared/support/problem.h"

namespace hookloop {
namespace {

bool is_for_a_viewer(std::string_view target) {
  const std::string_view path = target_path(target);
  return path.starts_with("/api/") && path.ends_with("/feed");
}

}  // namespace

HttpWorkers::HttpWorkers(Options options, Serve serve, GiveBack give_back)
    : options_(options), serve_(std::move(serve)), give_back_(std::move(give_back)) {
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

HttpWorkers::~HttpWorkers() { stop(); }

void HttpWorkers::take(HandedConnection connection) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (is_for_a_viewer(connection.target)) {
      if (viewers_ < options_.max_viewers) {
        ++viewers_;
        std::thread([this, viewer = std::move(connection)]() mutable {
          serve_one(std::move(viewer));
          const std::lock_guard leaving(mutex_);
          --viewers_;
          viewer_left_.notify_all();
        }).detach();
        return;
      }
    } else if (waiting_.size() < options_.max_waiting) {
      waiting_.push_back(std::move(connection));
      wake_.notify_one();
      return;
    }
  }
  refuse(std::move(connection));
}

void HttpWorkers::refuse(HandedConnection connection) {
  const std::string body = to_json({503, "too-busy", "The server is too busy",
                                    "Try again soon; --max-viewers limits how many may watch at once."});
  const std::string answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
                             "Retry-After: 1\r\nConnection: close\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body;
  send(connection.socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void HttpWorkers::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    HandedConnection connection = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    serve_one(std::move(connection));
    lock.lock();
  }
}

void HttpWorkers::serve_one(HandedConnection connection) {
  if (!serve_(connection)) return;
  connection.target.clear();
  give_back_(std::move(connection));
}

void HttpWorkers::stop() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    wake_.notify_all();
    viewer_left_.wait(lock, [this] { return viewers_ == 0; });
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace hookloop
