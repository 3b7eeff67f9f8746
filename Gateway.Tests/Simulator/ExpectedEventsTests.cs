using Gateway.Simulator.Expectations;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;

namespace Gateway.Tests.Simulator;

/// <summary>What Okta told before and after a request → what a subscriber must hear.</summary>
public sealed class ExpectedEventsTests
{
    private static readonly Told Known = Told.Nothing
        .With(Script.Jane)
        .With(Script.Zoe)
        .With(Script.Engineering with { Members = Told.NoMembers.Add("00uJane") });

    [Fact]
    public void Nothing_new_is_not_told() => Assert.Empty(Between(Known, Known.With(Script.Jane)));

    [Fact]
    public void A_deactivation_tells_only_the_user_and_not_their_groups() =>
        Assert.Equal(["user_deactivated for jane@example.com: active"], Between(Known, Known.With(Script.Jane with { Active = false })));

    [Fact]
    public void A_return_with_another_name_is_one_event() =>
        Assert.Equal(
            ["user_reactivated for jane@example.com: name.givenName, active"],
            Between(
                Known.With(Script.Jane with { Active = false }),
                Known.With(Script.Jane with { Profile = Script.Jane.Profile with { GivenName = "Janet" } })));

    [Fact]
    public void A_group_with_members_is_created_before_they_join() =>
        Assert.Equal(
            ["group_created for \"Engineering\": ", "group.user_added for jane@example.com in \"Engineering\": "],
            Between(Known.WithoutGroup("00gEng"), Known));

    [Fact]
    public void A_replaced_member_list_is_told_as_its_difference() =>
        Assert.Equal(
            ["group.user_removed for jane@example.com in \"Engineering\": ", "group.user_added for zoe@example.com in \"Engineering\": "],
            Between(Known, Known.With(Script.Engineering with { Members = Told.NoMembers.Add("00uZoe") })));

    [Fact]
    public void A_deleted_group_loses_its_members_first() =>
        Assert.Equal(
            ["group.user_removed for jane@example.com in \"Engineering\": ", "group_deleted for \"Engineering\": "],
            Between(Known, Known.WithoutGroup("00gEng")));

    private static IEnumerable<string> Between(Told before, Told after) =>
        ExpectedEvents
            .Between(before, after, new ScimExchange { Request = ScimRequest.Get("/", "script"), Status = 200, Text = "", Sent = 1, Answered = 2 })
            .Select(one => $"{one}: {string.Join(", ", one.Changes.Select(change => change.Path))}");
}
