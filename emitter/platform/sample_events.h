// Events of a small account that somebody could have, for `emitter trigger`: one app with one owner, whose versions,
// builds and publications count up. What is random is drawn from the Random that is handed in and the times follow from
// the moment of the event, so the same seed and moments give the same payloads. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emitter/model/app.h"
#include "shared/schema/payload.h"
#include "shared/support/clock.h"
#include "shared/support/random.h"

namespace hookloop {

class SampleEvents {
 public:
  SampleEvents(EventType type, Random& random);

  // The run's `nth` event (from 1), which happens at `moment`. Versions are named "Version #n"; builds are numbered n.
  // For PROJECT_CREATE and PROJECT_REMOVE each event is about an app of its own.
  // Ask for them in order: each draws its own share of the chance.
  Payload next(std::uint64_t nth, Timestamp moment);

 private:
  PayloadProject project(std::uint64_t nth, Timestamp moment);
  PayloadSubject subject(std::uint64_t nth, Timestamp moment);
  PayloadBuild build(std::uint64_t nth, Timestamp moment, BuildPlatform platform);

  const EventType type_;
  Random& random_;
  std::string guid_;
  Person owner_;
  std::chrono::seconds age_;           // of the app at its first event
  std::chrono::seconds edited_after_;  // from its creation to its last edit
  std::optional<Timestamp> created_;   // when the app was made; known once it has an event
};

}  // namespace hookloop
