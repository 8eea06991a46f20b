// Names to addresses without waiting. getaddrinfo can neither be cancelled nor be given a deadline, so each lookup runs
// on a thread of its own, which is left behind when nobody wants its answer any more, and ends by itself. So one slow
// name delays no other.
// - Whoever asks for a name that is just being looked up gets that lookup's answer. Nothing is remembered after it.
// - One thread at a time; `has_news` is called from the lookups' threads, and not after the destructor has returned.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/support/result.h"

namespace hookloop {

// Numeric, to be given to a socket; IPv6 without brackets. In the resolver's order, which prefers what this machine can
// reach.
using Addresses = std::vector<std::string>;

// Takes its time, on any thread; its error is why there is none ("Name or service not known").
using LookUp = std::function<Result<Addresses>(const std::string& host)>;
Result<Addresses> look_up_by_system(const std::string& host);

// Such a host needs no lookup: it is its own address.
bool is_numeric_address(const std::string& host);

class Resolver {
 public:
  using Done = std::function<void(const Result<Addresses>&)>;

  // `has_news` asks for a call of deliver() on the owner's thread.
  Resolver(LookUp look_up, std::function<void()> has_news);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // `done` is called from deliver(), if this object lives until then. Its error is a sentence that names the host.
  void resolve(const std::string& host, Done done);
  void deliver();

 private:
  struct Mailbox;  // shared with the lookups' threads, which may outlive this object

  void start(const std::string& host);

  const LookUp look_up_;
  const std::shared_ptr<Mailbox> mailbox_;
  std::unordered_map<std::string, std::vector<Done>> waiting_;
};

}  // namespace hookloop
