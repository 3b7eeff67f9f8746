using Gateway.Contracts.Events;

namespace Gateway.Tests.Simulator;

/// <summary>The judge on scripted deliveries: each kind of wrong is noticed, and what is allowed is not.</summary>
public sealed class WebhookJudgeTests
{
    [Fact]
    public void Given_everything_as_Okta_did_it_Then_nothing_is_wrong()
    {
        var script = Whole();

        var verdict = script.Judge(script.Webhooks());

        Assert.Empty(verdict.Failures);
        Assert.Empty(verdict.Missing);
        Assert.Equal(script.Expected.Count, verdict.Matches.Count);
    }

    [Fact]
    public void Given_what_does_not_depend_on_each_other_in_another_order_Then_nothing_is_wrong()
    {
        var script = new Script().Tells(told => told.With(Script.Jane)).Tells(told => told.With(Script.Zoe));

        var verdict = script.Judge(script.Webhooks().AsEnumerable().Reverse());

        Assert.Empty(verdict.Failures);
        Assert.Empty(verdict.Missing);
    }

    [Fact]
    public void Given_the_same_delivery_twice_with_the_same_bytes_Then_nothing_is_wrong()
    {
        var script = Whole();
        var webhooks = script.Webhooks();

        var verdict = script.Judge([.. webhooks, webhooks[0]]);

        Assert.Empty(verdict.Failures);
        Assert.Empty(verdict.Missing);
    }

    [Fact]
    public void Given_a_missing_webhook_Then_it_is_named()
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        var lost = webhooks.FindIndex(webhook => webhook.Text.Contains(EventTypes.UserDeactivated, StringComparison.Ordinal));
        webhooks.RemoveAt(lost);

        var missing = Assert.Single(script.Judge(webhooks).Missing);

        Assert.Equal("user_deactivated for jane@example.com", missing.ToString());
    }

    [Fact]
    public void Given_the_same_id_again_with_another_body_Then_it_is_noticed()
    {
        var script = Whole();
        var webhooks = script.Webhooks();

        var failure = Assert.Single(script.Judge([.. webhooks, Script.Saying(webhooks[0], "Jane", "Joan")]).Failures);

        Assert.EndsWith("came again with another body.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_the_same_event_again_under_another_id_Then_it_is_noticed()
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        var again = Script.Saying(webhooks[0], "evt_0", "evt_x") with { Id = "evt_x" };

        Assert.Contains(script.Judge([.. webhooks, again]).Failures, failure => failure.Contains("nothing that Okta did explains it", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_an_unsigned_webhook_Then_it_is_noticed_and_does_not_count()
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        webhooks[0] = webhooks[0] with { Forgery = "The header webhook-signature is missing." };

        var verdict = script.Judge(webhooks);

        Assert.Contains("is not signed as it must be: The header webhook-signature is missing.", Assert.Single(verdict.Failures), StringComparison.Ordinal);
        Assert.Equal(EventTypes.UserCreated, Assert.Single(verdict.Missing).Type);
    }

    [Theory]
    [InlineData("\"last_name\":\"Doe\"", "\"last_name\":\"Roe\"", "\"user.last_name\" is Roe, not Doe")]
    [InlineData("\"idp_id\":\"00uJane\"", "\"idp_id\":null", "\"user.idp_id\" is absent, not 00uJane")]
    [InlineData("\"state\":\"active\"", "\"state\":\"inactive\"", "\"user.state\" is inactive, not active")]
    [InlineData("\"source\":\"scim\"", "\"source\":\"operator\"", "\"source\" is operator, not scim")]
    [InlineData("\"sequence\":100", "\"sequence\":\"100\"", "\"sequence\" is not a positive JSON integer")]
    [InlineData("12:00:00.123Z\",\"sequence", "12:00:00Z\",\"sequence", "is not a UTC moment with milliseconds")]
    [InlineData("\"name\":\"Acme\"", "\"name\":\"Other\"", "\"directory.name\" is Other, not Acme")]
    [InlineData("\"id\":\"evt_0\"", "\"id\":\"evt_1\"", "which is not the evt_ id of webhook-id")]
    [InlineData("\"cause\":\"req_", "\"cause\":\"run_", "which is no request")]
    [InlineData("\"department\":\"Sales\"", "\"department\":\"Secret1\"", "shows a password or token")]
    public void Given_a_wrong_value_Then_it_is_named(string right, string wrong, string named)
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        webhooks[0] = Script.Saying(webhooks[0], right, wrong);

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"from\":true", "\"from\":false", "tells active as")]
    [InlineData("\"changes\":{\"active\"", "\"changes\":{\"title\"", "does not tell active")]
    [InlineData("\"changes\":{", "\"changes\":{\"title\":{\"from\":null,\"to\":\"x\"},", "tells title, which Okta did not change")]
    public void Given_wrong_changes_Then_they_are_named(string right, string wrong, string named)
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        var deactivation = webhooks.FindIndex(webhook => webhook.Text.Contains(EventTypes.UserDeactivated, StringComparison.Ordinal));
        webhooks[deactivation] = Script.Saying(webhooks[deactivation], right, wrong);

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void Given_two_events_of_one_user_swapped_Then_it_is_noticed()
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        var (down, up) = (Find(EventTypes.UserDeactivated), Find(EventTypes.UserReactivated));
        (webhooks[down], webhooks[up]) = (webhooks[up], webhooks[down]);

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.StartsWith("Out of order: user_deactivated", StringComparison.Ordinal));

        int Find(string type) => webhooks.FindIndex(webhook => webhook.Text.Contains(type, StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_member_before_its_group_Then_it_is_noticed()
    {
        var script = new Script()
            .Tells(told => told.With(Script.Jane))
            .Tells(told => told.With(Script.Engineering with { Members = Told("00uJane") }));
        var webhooks = script.Webhooks();
        (webhooks[1], webhooks[2]) = (webhooks[2], webhooks[1]);

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.StartsWith("Out of order: group_created", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_deletion_before_its_removals_Then_it_is_noticed()
    {
        var script = Whole().Tells(told => told.WithoutGroup("00gEng"));
        var webhooks = script.Webhooks();
        (webhooks[^1], webhooks[^2]) = (webhooks[^2], webhooks[^1]);

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.StartsWith("Out of order: group.user_removed", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_an_order_that_the_sequence_denies_but_Okta_knows_Then_it_is_noticed()
    {
        // A gateway that numbers events as it sends them would look right to whoever trusts the numbers.
        var script = Whole();
        var webhooks = script.Webhooks();
        var down = webhooks.FindIndex(webhook => webhook.Text.Contains(EventTypes.UserDeactivated, StringComparison.Ordinal));
        (webhooks[down], webhooks[down + 1]) = (
            Script.Saying(webhooks[down + 1], $"\"sequence\":{101 + down}", $"\"sequence\":{100 + down}"),
            Script.Saying(webhooks[down], $"\"sequence\":{100 + down}", $"\"sequence\":{101 + down}"));

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.Contains("which Okta told later", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_requests_at_the_same_time_Then_any_order_among_them_is_right()
    {
        var script = new Script()
            .Tells(told => told.With(Script.Jane).With(Script.Zoe))
            .Tells(told => told.With(Script.Engineering))
            .TellsAtOnce(
                told => told.With(told.Groups["00gEng"] with { Members = Told("00uJane") }),
                told => told.With(told.Groups["00gEng"] with { Members = Told("00uJane", "00uZoe") }));
        var webhooks = script.Webhooks();
        (webhooks[^1], webhooks[^2]) = (webhooks[^2], webhooks[^1]);

        Assert.Empty(script.Judge(webhooks).Failures);
    }

    [Fact]
    public void Given_one_sequence_for_two_events_Then_it_is_noticed()
    {
        var script = Whole();
        var webhooks = script.Webhooks();
        webhooks[1] = Script.Saying(webhooks[1], "\"sequence\":101", "\"sequence\":100");

        Assert.Contains("2 events have sequence 100.", script.Judge(webhooks).Failures);
    }

    [Fact]
    public void Given_two_requests_that_share_a_cause_Then_it_is_noticed()
    {
        var script = new Script().Tells(told => told.With(Script.Jane)).Tells(told => told.With(Script.Zoe));
        var webhooks = script.Webhooks();
        string Cause(int index) => Gateway.Simulator.Scim.Json.StringOf(webhooks[index].Body!.Value, "cause")!;
        webhooks[1] = Script.Saying(webhooks[1], Cause(1), Cause(0));

        Assert.Contains(script.Judge(webhooks).Failures, failure => failure.Contains("name the same cause", StringComparison.Ordinal));
    }

    /// <summary>Jane comes, joins a group, leaves the app and returns.</summary>
    private static Script Whole() => new Script()
        .Tells(told => told.With(Script.Jane))
        .Tells(told => told.With(Script.Engineering))
        .Tells(told => told.With(Script.Engineering with { Members = Told("00uJane") }))
        .Tells(told => told.With(Script.Jane with { Active = false }))
        .Tells(told => told.With(Script.Jane with { Active = true }));

    private static System.Collections.Immutable.ImmutableSortedSet<string> Told(params string[] members) => Gateway.Simulator.Okta.Told.NoMembers.Union(members);
}
