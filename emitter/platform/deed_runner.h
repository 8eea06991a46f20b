// Runs one deed: what it changes, its event and what is owed for it are one transaction, announced after the commit.
// The time, the account and who acts are read inside of it, and ids and chance are drawn there, so that two deeds at
// once do not interleave and the order of events is the order of commits. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emitter/model/account.h"
#include "emitter/model/fault.h"
#include "emitter/platform/announcer.h"
#include "emitter/platform/fan_out.h"
#include "emitter/platform/store_change.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"

namespace hookloop {

// What every deed may say besides.
struct Deed {
  std::optional<std::string> by = {};  // a member's id or name; nothing: the owner of the account
  std::vector<Fault> faults = {};      // for the deliveries that it causes
};

// A deed's result with the event that it caused.
template <typename Value>
struct Done {
  Value value;
  std::string event_id;
  std::uint64_t deliveries = 0;
  EventType event_type{};
};

class DeedRunner {
 public:
  // What the body of a deed goes by.
  struct Scene {
    PlatformChange& change;
    Account account;
    Person by;
    Timestamp now;
  };

  // What it has done.
  template <typename Value>
  struct Did {
    Value value;
    Occurrence occurrence;
  };

  // All must outlive this.
  DeedRunner(PlatformStore& store, const Clock& clock, IdSource& ids, Announcer& announcer)
      : store_(store), clock_(clock), ids_(ids), announcer_(announcer) {}

  // `body` takes a Scene& and returns a Result<Did<Value>, Problem>; a problem, and nothing is kept.
  template <typename Value, typename Body>
  Result<Done<Value>, Problem> run(const Deed& deed, const Body& body) {
    std::vector<WebhookNumber> webhooks;
    auto done = change_store<Done<Value>>(store_, [&](PlatformChange& change) -> Result<Done<Value>, Problem> {
      auto scene = open_scene(change, deed);
      if (!scene) return scene.error();
      Result<Did<Value>, Problem> did = body(*scene);
      if (!did) return did.error();
      FannedOut out = fan_out(change, ids_, did->occurrence, scene->account.utc_offset, deed.faults);
      webhooks = std::move(out.webhooks);
      return Done<Value>{std::move(did->value), std::move(out.event.id), out.deliveries, did->occurrence.type};
    });
    if (done) announcer_.announce(webhooks);
    return done;
  }

 private:
  Result<Scene, Problem> open_scene(PlatformChange& change, const Deed& deed) const;

  PlatformStore& store_;
  const Clock& clock_;
  IdSource& ids_;
  Announcer& announcer_;
};

}  // namespace hookloop
