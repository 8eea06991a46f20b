#include "shared/http_client/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <spdlog/fmt/fmt.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace hookloop {
namespace {

using Time = std::chrono::steady_clock;

struct Lookup {
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;
  int error = 0;
  std::vector<std::string> addresses;
};

void look_up(const std::string& host, Lookup& lookup) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  std::vector<std::string> addresses;
  for (const addrinfo* entry = error == 0 ? found : nullptr; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
      continue;
    }
    if (std::find(addresses.begin(), addresses.end(), text.data()) == addresses.end()) {
      addresses.emplace_back(text.data());
    }
  }
  if (error == 0) freeaddrinfo(found);
  const std::lock_guard lock(lookup.mutex);
  lookup.error = error;
  lookup.addresses = std::move(addresses);
  lookup.done = true;
  lookup.finished.notify_all();
}

bool is_numeric(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

Result<ResolvedAddresses, ResolveFailure> resolve(const std::string& host,
                                                  std::chrono::steady_clock::time_point deadline,
                                                  const Interrupt* interrupt) {
  if (is_numeric(host)) return ResolvedAddresses{{host}};
  const auto lookup = std::make_shared<Lookup>();
  std::thread([host, lookup] { look_up(host, *lookup); }).detach();
  std::unique_lock lock(lookup->mutex);
  const auto is_done = [&] { return lookup->done; };
  while (!lookup->finished.wait_until(lock, std::min(deadline, Time::now() + kInterruptPoll), is_done)) {
    if (interrupt != nullptr && interrupt->came()) return ResolveFailure{false, true, {}};
    if (Time::now() >= deadline) {
      return ResolveFailure{true, false, fmt::format("looking up the name {} took too long", host)};
    }
  }
  if (lookup->error != 0 || lookup->addresses.empty()) {
    const char* why = lookup->error != 0 ? gai_strerror(lookup->error) : "it has no address";
    return ResolveFailure{false, false, fmt::format("the name {} can not be resolved: {}", host, why)};
  }
  return ResolvedAddresses{lookup->addresses};
}

}  // namespace hookloop
