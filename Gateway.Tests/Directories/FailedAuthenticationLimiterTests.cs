using System.Net;
using Gateway.Core.Directories;

namespace Gateway.Tests.Directories;

public sealed class FailedAuthenticationLimiterTests
{
    private const int Burst = 20;
    private static readonly IPAddress Someone = IPAddress.Parse("192.0.2.1");

    [Fact]
    public async Task A_few_wrong_tokens_are_answered_at_once()
    {
        var limiter = new FailedAuthenticationLimiter(new MovingClock());

        for (var i = 0; i < Burst; i++)
        {
            var answer = limiter.SlowDownAsync(Someone, CancellationToken.None);
            Assert.True(answer.IsCompleted);
            Assert.Null(await answer);
        }
    }

    [Fact]
    public async Task Of_many_wrong_tokens_at_once_few_wait_and_the_others_are_sent_away()
    {
        var limiter = new FailedAuthenticationLimiter(TimeProvider.System);
        using var stop = new CancellationTokenSource();

        var answers = Enumerable.Range(0, 10_000).Select(_ => limiter.SlowDownAsync(Someone, stop.Token).AsTask()).ToList();

        Assert.InRange(answers.Count(answer => !answer.IsCompleted), 1, 4);
        Assert.All(answers.Where(answer => answer.IsCompletedSuccessfully && answer.Result is not null), answer => Assert.InRange(answer.Result!.Value, 1, 60));
        Assert.True(answers.Count(answer => answer.IsCompletedSuccessfully && answer.Result is not null) > 9_900);
        await stop.CancelAsync();
        await Task.WhenAll(answers).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Time_forgives()
    {
        var clock = new MovingClock();
        var limiter = new FailedAuthenticationLimiter(clock);
        for (var i = 0; i < Burst; i++)
        {
            await limiter.SlowDownAsync(Someone, CancellationToken.None);
        }

        clock.Move(TimeSpan.FromSeconds(5));

        var answers = Enumerable.Range(0, 5).Select(_ => limiter.SlowDownAsync(Someone, CancellationToken.None)).ToList();
        Assert.All(answers, answer => Assert.True(answer.IsCompleted));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public async Task An_address_is_an_IPv4_address_or_an_IPv6_network_of_64_bits(string first, string second, bool same)
    {
        var limiter = new FailedAuthenticationLimiter(new MovingClock());
        for (var i = 0; i < Burst; i++)
        {
            await limiter.SlowDownAsync(IPAddress.Parse(first), CancellationToken.None);
        }

        using var stop = new CancellationTokenSource();
        var answer = limiter.SlowDownAsync(IPAddress.Parse(second), stop.Token).AsTask();

        Assert.Equal(same, !answer.IsCompleted);
        await stop.CancelAsync();
        await answer.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
