#include "bin_server/http/http_workers.h"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "bin_server/model/request_head.h"
#include "bin_server/recorder/capture_answer.h"

namespace hookloop {
namespace {

// By the path as the router will see it: decoded, or somebody could watch from a thread of the API. Who takes a bin
// away can need long for it too.
bool is_for_a_viewer(std::string_view target) {
  const std::string path = percent_decode(target_path(target));
  return path.starts_with("/api/") && (path.ends_with("/feed") || path.ends_with("/export"));
}

// How long stop() waits for answers to be taken.
constexpr std::chrono::seconds kGrace(2);

constexpr const char* kTooBusy = "The server is too busy";

Problem ending() { return {503, "ending", "The server ends", "Send it again when it has been started anew."}; }

}  // namespace

HttpWorkers::HttpWorkers(Options options, Serve serve, GiveBack give_back)
    : options_(options), serve_(std::move(serve)), give_back_(std::move(give_back)) {
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

HttpWorkers::~HttpWorkers() { stop(); }

void HttpWorkers::take(HandedConnection connection) {
  connection.is_viewer = is_for_a_viewer(connection.target);
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    refuse(connection, ending());
  } else if (connection.is_viewer) {
    if (viewers_ < options_.max_viewers && begin_viewer(connection)) return;
    refuse(connection, {503, "too-busy", kTooBusy, "Too many watch; the server's --max-viewers sets the limit."});
  } else if (waiting_.size() < options_.max_waiting) {
    waiting_.push_back(std::move(connection));
    wake_.notify_one();
  } else {
    refuse(connection, {503, "too-busy", kTooBusy, "Try again soon; the server's --max-waiting sets the limit."});
  }
}

HttpWorkers::Status HttpWorkers::status() const {
  const std::lock_guard lock(mutex_);
  return {viewers_, active_.size(), waiting_.size()};
}

// With mutex_ held. False, and the connection still there, when the system gives no further thread.
bool HttpWorkers::begin_viewer(HandedConnection& connection) {
  // Shared, because a thread that can not be made must leave the connection behind.
  auto viewer = std::make_shared<HandedConnection>(std::move(connection));
  try {
    std::thread([this, viewer] {
      serve_one(std::move(*viewer));
      const std::lock_guard leaving(mutex_);
      --viewers_;
      served_.notify_all();
    }).detach();
  } catch (const std::system_error& error) {
    spdlog::warn("no thread for a further viewer: {}", error.what());
    connection = std::move(*viewer);
    return false;
  }
  ++viewers_;
  return true;
}

void HttpWorkers::refuse(const HandedConnection& connection, const Problem& problem) {
  AnswerContext last;
  last.keep_alive = false;
  const std::string answer = problem_answer(problem, last);
  send(connection.socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void HttpWorkers::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    HandedConnection connection = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    serve_one(std::move(connection));
    lock.lock();
  }
}

void HttpWorkers::serve_one(HandedConnection connection) {
  const int socket = connection.socket.get();
  {
    const std::lock_guard lock(mutex_);
    active_.insert(socket);
  }
  bool is_whole = false;
  try {
    is_whole = serve_(connection);
  } catch (const std::exception& error) {
    spdlog::error("serving {}: {}", connection.target, error.what());
  }
  {
    const std::lock_guard lock(mutex_);
    active_.erase(socket);
    served_.notify_all();
  }
  if (!is_whole) return;
  connection.request.clear();
  connection.target.clear();
  give_back_(std::move(connection));
}

void HttpWorkers::stop() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
    const auto all_served = [this] { return viewers_ == 0 && active_.empty() && waiting_.empty(); };
    if (!served_.wait_for(lock, kGrace, all_served)) {
      for (const HandedConnection& connection : waiting_) refuse(connection, ending());
      waiting_.clear();
      for (const int socket : active_) shutdown(socket, SHUT_RDWR);
      served_.wait(lock, all_served);
    }
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace hookloop
