// What a person can do on the platform, and the event that each deed causes. A deed is one transaction: what it
// changes, its event, the payload's exact bytes, and one delivery for each attachment that names the event. Nothing is
// sent here.
//
// 1. A deed that is refused changes nothing; the Problem names the field by its JSON Pointer and what is allowed.
// 2. The order of events is the order of commits.
// 3. No delivery is made for a webhook that is disabled; for one that is paused or failing it is made, and waits.
// 4. Payloads are made from what the platform holds, in the account's offset, once; they are bytes from then on.
// Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/account.h"
#include "emitter/model/app.h"
#include "emitter/model/fault.h"
#include "emitter/platform/announcer.h"
#include "emitter/store/platform_store.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"
#include "shared/support/problem.h"
#include "shared/support/random.h"
#include "shared/support/result.h"

namespace hookloop {

// What every deed may say besides.
struct Deed {
  std::optional<std::string> by;  // a member's id or name; nothing: the owner of the account
  std::vector<Fault> faults;      // for the deliveries that it causes
};

// A deed's result with the event that it caused.
template <typename Value>
struct Done {
  Value value;
  std::string event_id;
  std::uint64_t deliveries = 0;
};

struct AccountChange {
  std::optional<std::string> name;
  std::optional<std::chrono::minutes> utc_offset;
  // The whole list: one with an id changes that member, one without is new, who is missing goes.
  struct MemberChange {
    std::optional<std::int64_t> id;
    Person person;
  };
  std::optional<std::vector<MemberChange>> members;
  std::optional<std::string> owner;  // a member's id or name, as of after this change
};

struct BuildStart {
  BuildPlatform platform = BuildPlatform::android;
  std::optional<std::string> version;  // a version's name; nothing: the newest that was not removed
  // Nothing: somebody ends it by hand.
  std::optional<Microseconds> finish_after;
  BuildStatus finishes_as = BuildStatus::success;
};

class Platform {
 public:
  // All must outlive this. `random` and `ids` are drawn from in the order of the deeds, so a seed repeats them.
  Platform(PlatformStore& store, const Clock& clock, IdSource& ids, Random& random, Announcer& announcer);

  Result<Account, Problem> change_account(const AccountChange& change);

  Result<Done<App>, Problem> create_app(const std::string& name, const std::optional<std::string>& description,
                                        const Deed& deed);
  Result<Done<App>, Problem> rename_app(const std::string& guid, const std::string& name, const Deed& deed);
  // Changes the description alone, which is no event.
  Result<App, Problem> describe_app(const std::string& guid, const std::string& description);
  Result<Done<App>, Problem> remove_app(const std::string& guid, const Deed& deed);

  // `version` in the ones below is a number, or a name: of several with that name the newest.
  Result<Done<Version>, Problem> create_version(const std::string& guid, const std::string& name, const Deed& deed);
  Result<Done<Version>, Problem> remove_version(const std::string& guid, const std::string& version, const Deed& deed);
  Result<Done<Version>, Problem> restore_version(const std::string& guid, const std::string& version, const Deed& deed);

  Result<Done<Build>, Problem> start_build(const std::string& guid, const BuildStart& start, const Deed& deed);
  // `outcome` is success, failure or aborted; `error` is for a failure, which has one of its own when nothing is said.
  Result<Done<Build>, Problem> finish_build(const std::string& guid, std::int64_t build, BuildStatus outcome,
                                            const std::optional<std::string>& error, const Deed& deed);
  // Ends the builds whose time has come; returns when the next one's comes.
  std::optional<Timestamp> finish_planned_builds();

  Result<Done<Publication>, Problem> publish(const std::string& guid, const std::string& target,
                                             const std::optional<std::string>& url, const Deed& deed);
  // What is not said of the result is drawn by chance.
  struct TestResult {
    std::optional<std::string> status;  // "passed", "failed"
    std::optional<std::int64_t> passed;
    std::optional<std::int64_t> failed;
    std::optional<std::int64_t> duration_seconds;
  };
  Result<Done<AppTest>, Problem> test_app(const std::string& guid, const TestResult& result, const Deed& deed);

 private:
  PlatformStore& store_;
  const Clock& clock_;
  IdSource& ids_;
  Random& random_;
  Announcer& announcer_;
};

}  // namespace hookloop
