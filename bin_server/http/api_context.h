// What the routes work with. References outlive every request; any thread.
#pragma once

#include <functional>
#include <string>

#include "bin_server/capture/capture_service.h"
#include "bin_server/capture/judge.h"
#include "bin_server/capture/refusals.h"
#include "bin_server/feed/live_feed.h"
#include "bin_server/http/http_workers.h"
#include "bin_server/http/writer.h"
#include "bin_server/recorder/recorder.h"
#include "bin_server/search/search.h"
#include "bin_server/store/capture_store.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"

namespace hookloop {

class Forwarder;
class Replayer;
class ReplaySlots;
class TargetPolicy;

// What the server is doing, at one moment.
struct ServerStatus {
  RecorderStatus recorder;
  HttpWorkers::Status workers;
};

struct ApiContext {
  CaptureStore& store;  // its writing side only through `writer`
  const Writer& writer;
  CaptureService& capture;  // through `writer` too
  LiveFeed& feed;
  Judge& judge;
  const Search& search;
  const TargetPolicy& targets;  // where captures may be sent on to
  Forwarder& forwarder;
  Replayer& replayer;
  ReplaySlots& replay_slots;
  const Refusals& refusals;
  const Clock& clock;
  IdSource& ids;
  CaptureOptions options;
  std::function<ServerStatus()> status;  // may wait for the recorder's loop
  std::string scheme = "http";           // by which the server is called
  Seq feed_backlog = 100'000;            // a viewer that is further behind is told of a gap and goes on from there
};

}  // namespace hookloop
