using Gateway.Contracts.Verification;
using Gateway.Core.Webhooks;

namespace Gateway.Tests.Webhooks;

/// <summary>The rule of attempts, as a table.</summary>
public sealed class RetryScheduleTests
{
    private static readonly RetrySchedule Exact = new(new WebhookOptions().Delays, jitter: 0, () => 0.5);
    private static readonly AttemptOutcome Failed = new AttemptOutcome.Failed("broke off");

    [Theory]
    [InlineData(1, "00:00:05")]
    [InlineData(2, "00:00:10")]
    [InlineData(3, "00:00:30")]
    [InlineData(4, "00:02:00")]
    [InlineData(5, "00:10:00")]
    [InlineData(6, "00:30:00")]
    [InlineData(7, "02:00:00")]
    [InlineData(8, "05:00:00")]
    [InlineData(9, "10:00:00")]
    [InlineData(10, "14:00:00")]
    [InlineData(11, "20:00:00")]
    [InlineData(12, "1.00:00:00")]
    public void Each_failed_attempt_has_its_delay(int attempt, string delay)
    {
        Assert.Equal(new NextStep.Waiting(TimeSpan.Parse(delay, null)), Exact.Next(attempt, Failed));
        Assert.Equal(new NextStep.Waiting(TimeSpan.Parse(delay, null)), Exact.Next(attempt, new AttemptOutcome.Refused(500, null, "500")));
    }

    [Fact]
    public void The_thirteenth_failure_exhausts_the_delivery() => Assert.IsType<NextStep.Exhausted>(Exact.Next(13, Failed));

    [Fact]
    public void A_success_settles_it_whenever_it_comes()
    {
        Assert.IsType<NextStep.Delivered>(Exact.Next(1, AttemptOutcome.Accepted.With(200)));
        Assert.IsType<NextStep.Delivered>(Exact.Next(13, AttemptOutcome.Accepted.With(204)));
    }

    [Fact]
    public void Gone_holds_it_like_the_rest() => Assert.IsType<NextStep.Held>(Exact.Next(13, new AttemptOutcome.Gone()));

    [Theory]
    [InlineData("00:00:07", "00:00:07")]
    [InlineData("12:00:00", "12:00:00")]
    [InlineData("9.00:00:00", "1.00:00:00")]
    [InlineData("-00:00:07", "00:00:00.001")]
    public void Retry_After_is_honoured_up_to_the_longest_step(string asked, string delay) =>
        Assert.Equal(new NextStep.Waiting(TimeSpan.Parse(delay, null)), Exact.Next(1, new AttemptOutcome.Refused(503, TimeSpan.Parse(asked, null), "503")));

    [Fact]
    public void The_gateways_own_faults_neither_count_nor_exhaust() =>
        Assert.Equal(new NextStep.Waiting(TimeSpan.FromSeconds(30), Counts: false), Exact.Next(13, new AttemptOutcome.Unable("no route")));

    [Theory]
    [InlineData(0.0, 4.5)]
    [InlineData(0.5, 5.0)]
    [InlineData(1.0, 5.5)]
    public void Jitter_spreads_a_delay_evenly_around_it(double drawn, double seconds) =>
        Assert.Equal(new NextStep.Waiting(TimeSpan.FromSeconds(seconds)), new RetrySchedule(new WebhookOptions().Delays, 0.1, () => drawn).Next(1, Failed));

    [Fact]
    public void Every_secret_in_use_signs()
    {
        var (one, other) = (WebhookSecret.New(), WebhookSecret.New());
        var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        Assert.Equal($"{one.Sign("evt_1", at, [1, 2])} {other.Sign("evt_1", at, [1, 2])}", Signature.Of([one, other], "evt_1", at, [1, 2]));
        Assert.Equal(one.Sign("evt_1", at, [1, 2]), Signature.Of([one], "evt_1", at, [1, 2]));
    }
}
