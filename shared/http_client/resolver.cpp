#include "shared/http_client/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <spdlog/fmt/fmt.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace hookloop {

Result<Addresses> look_up_by_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) return Error{gai_strerror(error)};
  Addresses addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
      continue;
    }
    if (std::find(addresses.begin(), addresses.end(), text.data()) == addresses.end()) {
      addresses.emplace_back(text.data());
    }
  }
  freeaddrinfo(found);
  return addresses;
}

bool is_numeric_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

struct Resolver::Mailbox {
  struct Letter {
    std::string host;
    Result<Addresses> found;
  };

  std::mutex mutex;  // guards all below; has_news is called under it, so that the destructor waits for the call
  std::function<void()> has_news;  // empty once the resolver has gone
  std::vector<Letter> letters;

  void put(const std::string& host, Result<Addresses> found) {
    const std::lock_guard lock(mutex);
    if (!has_news) return;
    letters.push_back({host, std::move(found)});
    if (letters.size() == 1) has_news();
  }
};

Resolver::Resolver(LookUp look_up, std::function<void()> has_news)
    : look_up_(std::move(look_up)), mailbox_(std::make_shared<Mailbox>()) {
  mailbox_->has_news = std::move(has_news);
}

Resolver::~Resolver() {
  const std::lock_guard lock(mailbox_->mutex);
  mailbox_->has_news = nullptr;
}

void Resolver::resolve(const std::string& host, Done done) {
  std::vector<Done>& waiting = waiting_[host];
  waiting.push_back(std::move(done));
  if (waiting.size() == 1) start(host);
}

void Resolver::start(const std::string& host) {
  try {
    std::thread([host, look_up = look_up_, mailbox = mailbox_] { mailbox->put(host, look_up(host)); }).detach();
  } catch (const std::system_error& error) {
    mailbox_->put(host, Error{fmt::format("no thread to look it up: {}", error.code().message())});
  }
}

void Resolver::deliver() {
  std::vector<Mailbox::Letter> letters;
  {
    const std::lock_guard lock(mailbox_->mutex);
    letters.swap(mailbox_->letters);
  }
  for (Mailbox::Letter& letter : letters) {
    const auto waiting = waiting_.extract(letter.host);
    if (waiting.empty()) continue;
    if (letter.found && letter.found->empty()) letter.found = Error{"it has no address"};
    if (!letter.found) {
      letter.found =
          Error{fmt::format("the name {} can not be resolved: {}", letter.host, letter.found.error().message)};
    }
    for (const Done& done : waiting.mapped()) done(letter.found);
  }
}

}  // namespace hookloop
