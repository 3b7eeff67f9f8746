using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.Contracts.Verification;
using Gateway.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Webhooks;

/// <summary>One attempt against subscribers of every kind, over real sockets.</summary>
public sealed class AttemptTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Every_2xx_is_accepted(int status)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(status);

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal(new AttemptOutcome.Accepted(status), outcome);
    }

    [Fact]
    public async Task Gone_is_told_apart()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(410);

        Assert.IsType<AttemptOutcome.Gone>(await SendAsync(receiver.Url));
    }

    [Fact]
    public async Task A_redirect_is_a_refusal_and_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(307, 1, ("Location", receiver.Url + "/elsewhere"));

        var refused = Assert.IsType<AttemptOutcome.Refused>(await SendAsync(receiver.Url));

        Assert.Equal(307, refused.Status);
        Assert.Contains("redirects are not followed", refused.Reason, StringComparison.Ordinal);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Retry_After_is_read_as_seconds_and_as_a_date()
    {
        await using var receiver = await Receiver.StartAsync();
        var date = DateTimeOffset.UtcNow.AddMinutes(2);
        receiver.Answers(429, 1, ("Retry-After", "7")).Answers(503, 1, ("Retry-After", date.ToString("R"))).Answers(500, 1, ("Retry-After", "9"));

        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<AttemptOutcome.Refused>(await SendAsync(receiver.Url)).RetryAfter);
        Assert.InRange(Assert.IsType<AttemptOutcome.Refused>(await SendAsync(receiver.Url)).RetryAfter!.Value, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(121));
        Assert.Null(Assert.IsType<AttemptOutcome.Refused>(await SendAsync(receiver.Url)).RetryAfter);
    }

    [Fact]
    public async Task The_beginning_of_a_refusal_is_kept_and_made_harmless()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(async context =>
        {
            context.Response.StatusCode = 422;
            await context.Response.Body.WriteAsync("no\0such\nfield "u8.ToArray());
            await context.Response.Body.WriteAsync(new byte[3000]);
        });

        var answer = (await SendAsync(receiver.Url)).Answer!;

        Assert.StartsWith("no such field ", answer, StringComparison.Ordinal);
        Assert.Equal(500, answer.Length);
        Assert.DoesNotContain(answer, char.IsControl);
    }

    [Fact]
    public async Task A_subscriber_that_does_not_answer_in_time_has_failed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var watch = Stopwatch.StartNew();

        var failed = Assert.IsType<AttemptOutcome.Failed>(await SendAsync(receiver.Url, timeout: TimeSpan.FromMilliseconds(300)));

        Assert.Equal("The subscriber gave no complete answer within 0.3 s.", failed.Reason);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_answer_that_trickles_is_cut_off_by_the_same_deadline()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync("x"u8.ToArray(), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        Assert.IsType<AttemptOutcome.Failed>(await SendAsync(receiver.Url, timeout: TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task Of_a_huge_answer_only_the_beginning_is_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = 0L;
        var serving = ServeAsync(listener, async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"u8.ToArray());
            var block = new byte[64 * 1024];
            for (; taken < 1024 * 1024 * 1024; taken += block.Length)
            {
                await stream.WriteAsync(block);
            }
        });

        Assert.Equal(new AttemptOutcome.Accepted(200), await SendAsync(Url(listener)));
        await serving;
        Assert.True(taken < 64 * 1024 * 1024, $"{taken} bytes were taken"); // What the sockets buffer.
    }

    [Fact]
    public async Task Endless_headers_are_not_read_to_their_end()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
            var line = System.Text.Encoding.ASCII.GetBytes($"x: {new string('y', 1000)}\r\n");
            for (var i = 0; i < 100_000; i++)
            {
                await stream.WriteAsync(line);
            }
        });

        Assert.IsType<AttemptOutcome.Failed>(await SendAsync(Url(listener)));
        await serving;
    }

    [Fact]
    public async Task Closing_early_is_a_failure_of_the_subscriber()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, stream => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"u8.ToArray()).AsTask());

        var failed = Assert.IsType<AttemptOutcome.Failed>(await SendAsync(Url(listener)));

        Assert.True(failed.IsSubscribersFault);
        await serving;
    }

    [Fact]
    public async Task Where_nothing_listens_the_reason_says_no_more_than_that()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");

        var failed = Assert.IsType<AttemptOutcome.Failed>(await SendAsync(url));

        Assert.Equal("No connection to the subscriber could be made.", failed.Reason);
    }

    [Fact]
    public async Task Loopback_is_out_of_reach_unless_it_is_allow_listed()
    {
        await using var receiver = await Receiver.StartAsync();

        foreach (var url in new[] { receiver.Url, new UriBuilder(receiver.Url) { Host = "localhost" }.Uri, new UriBuilder(receiver.Url) { Host = "[::ffff:127.0.0.1]" }.Uri })
        {
            var forbidden = Assert.IsType<AttemptOutcome.Forbidden>(await SendAsync(url, new AddressGuard([])));
            Assert.False(forbidden.IsSubscribersFault);
        }

        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Plain_http_goes_to_listed_networks_only()
    {
        var forbidden = Assert.IsType<AttemptOutcome.Forbidden>(await SendAsync(new Uri("http://8.8.8.8/")));

        Assert.Contains("plain http", forbidden.Reason, StringComparison.Ordinal);
    }

    private static async Task<AttemptOutcome> SendAsync(Uri url, AddressGuard? guard = null, TimeSpan? timeout = null)
    {
        guard ??= new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]);
        using var sender = new WebhookSender(guard, Options.Create(new WebhookOptions { AttemptTimeout = timeout ?? TimeSpan.FromSeconds(15) }));
        return await sender.SendAsync(new WebhookRequest(url, [WebhookSecret.New()], "evt_1", DateTimeOffset.UtcNow, "{}"u8.ToArray(), Replay: false), CancellationToken.None);
    }

    private static Uri Url(TcpListener listener) => new($"http://{listener.LocalEndpoint}/");

    /// <summary>Reads one request's beginning, answers as told and closes; what the other end makes of it is its affair.</summary>
    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        try
        {
            _ = await stream.ReadAsync(new byte[4096]);
            await answer(stream);
        }
        catch (IOException)
        {
            // It hung up.
        }
    }
}
