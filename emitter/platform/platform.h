// What a person can do on the platform, and the event that each deed causes. A deed is one transaction: what it
// changes, its event, the payload's exact bytes, and one delivery for each attachment that names the event. Nothing is
// sent here.
//
// 1. A deed that is refused changes nothing; the Problem names the field by its JSON Pointer and what is allowed.
// 2. The order of events is the order of commits.
// 3. No delivery is made for a webhook that is disabled; for one that is paused or failing it is made, and waits.
// 4. Payloads are made from what the platform holds, in the account's offset, once; they are bytes from then on. A
//    payload tells of the app as the deed found it: a version's `edited_at` is older than its version, as in the
//    platform's documented example. A rename tells of the app as it left it.
// 5. Nothing more can happen to an app that was removed. Its history, builds that were cut off and attachments stay
//    readable; the attachments can fire no more.
//
// Problems: 400 "bad-field" (with the pointer), 404 "unknown-app", "unknown-version", "unknown-build", 409
// "app-removed", "version-removed", "version-not-removed", "no-version", "build-ended", "same-name", 503
// "store-unavailable". Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/app.h"
#include "emitter/platform/account_change.h"
#include "emitter/platform/announcer.h"
#include "emitter/platform/deed_runner.h"
#include "emitter/platform/sample_values.h"
#include "emitter/store/platform_store.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"
#include "shared/support/problem.h"
#include "shared/support/random.h"
#include "shared/support/result.h"

namespace hookloop {

// Names are at most this long, in characters; descriptions and the errors of builds may be longer.
inline constexpr std::size_t kLongestAppName = 200;
inline constexpr std::size_t kLongestVersionName = 200;
inline constexpr std::size_t kLongestDescription = 2000;
inline constexpr std::size_t kLongestBuildError = 2000;
inline constexpr std::size_t kLongestPublicationUrlBytes = 2000;
// A build that ends by itself does so within this: longer, and nobody waits for it.
inline constexpr Microseconds kLongestBuild = std::chrono::days(1);
// Counts and seconds of a test run: beyond what any run has, and far from where JSON's numbers lose digits.
inline constexpr std::int64_t kMostTests = 1'000'000'000;

struct BuildStart {
  BuildPlatform platform = BuildPlatform::android;
  std::optional<std::string> version = {};  // a version's number or name; nothing: the newest that was not removed
  // Nothing: somebody ends it by hand.
  std::optional<Microseconds> finish_after = {};
  BuildStatus finishes_as = BuildStatus::success;
};

class Platform {
 public:
  // All must outlive this. `random` and `ids` are drawn from in the order of the deeds, so a seed repeats them.
  Platform(PlatformStore& store, const Clock& clock, IdSource& ids, Random& random, Announcer& announcer);

  Result<Account, Problem> change_account(const AccountChange& change);

  Result<Done<App>, Problem> create_app(const std::string& name, const std::optional<std::string>& description,
                                        const Deed& deed);
  // To the name that it has already: 409. With a description it is changed in the same deed.
  Result<Done<App>, Problem> rename_app(const std::string& guid, const std::string& name, const Deed& deed,
                                        const std::optional<std::string>& description = std::nullopt);
  // Changes the description alone, which is no event.
  Result<App, Problem> describe_app(const std::string& guid, const std::string& description);
  // Builds that run are aborted with it, without events of their own.
  Result<Done<App>, Problem> remove_app(const std::string& guid, const Deed& deed);

  // `version` in the ones below is a number, or a name: of several with that name the newest.
  Result<Done<Version>, Problem> create_version(const std::string& guid, const std::string& name, const Deed& deed);
  Result<Done<Version>, Problem> remove_version(const std::string& guid, const std::string& version, const Deed& deed);
  Result<Done<Version>, Problem> restore_version(const std::string& guid, const std::string& version, const Deed& deed);

  Result<Done<Build>, Problem> start_build(const std::string& guid, const BuildStart& start, const Deed& deed);
  // `outcome` is success, failure or aborted; `error` is for a failure, which has one of its own when nothing is said.
  // Where nobody is said to have done it, a success or failure is by who started the build.
  Result<Done<Build>, Problem> finish_build(const std::string& guid, std::int64_t build, BuildStatus outcome,
                                            const std::optional<std::string>& error, const Deed& deed);
  // Ends the builds whose time has come, as of now and by who started them; returns when the next one's comes. After an
  // error of the store: now, so the caller tries again after a pause of its own.
  std::optional<Timestamp> finish_planned_builds();

  // `target` is "platform" or "heroku"; without a URL it has one of its own.
  Result<Done<Publication>, Problem> publish(const std::string& guid, const std::string& target,
                                             const std::optional<std::string>& url, const Deed& deed);
  // What is not said of the result is drawn by chance.
  Result<Done<AppTest>, Problem> test_app(const std::string& guid, const TestResult& result, const Deed& deed);

 private:
  PlatformStore& store_;
  const Clock& clock_;
  Random& random_;
  Announcer& announcer_;
  DeedRunner deeds_;
};

}  // namespace hookloop
