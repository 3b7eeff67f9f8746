using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Harness;

/// <summary>A subscriber: a real server on a loopback port that records what it is sent, and answers 200 or as scripted.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> script = new();
    private readonly List<ReceivedWebhook> received = [];
    private readonly Lock gate = new();
    private Func<ReceivedWebhook, HttpContext, Task>? always;
    private TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver(WebApplication application) => this.application = application;

    /// <summary>Where webhooks are to be sent.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>All requests so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedWebhook> Received
    {
        get
        {
            lock (gate)
            {
                return [.. received];
            }
        }
    }

    /// <param name="port">Zero for any; a number to come back at the same address.</param>
    public static async Task<Receiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var receiver = new Receiver(application);
        application.Run(receiver.ReceiveAsync);
        await application.StartAsync();
        receiver.Url = new Uri(new Uri(application.Urls.First()), "/webhooks");
        return receiver;
    }

    /// <summary>Answers the next requests with this status, then goes on with what follows in the script.</summary>
    public Receiver Answers(int status, int times = 1, params (string Name, string Value)[] headers)
    {
        for (var i = 0; i < times; i++)
        {
            script.Enqueue(context =>
            {
                context.Response.StatusCode = status;
                foreach (var (name, value) in headers)
                {
                    context.Response.Headers.Append(name, value);
                }

                return Task.CompletedTask;
            });
        }

        return this;
    }

    /// <summary>Answers the next request as the work says; it may wait, write or abort.</summary>
    public Receiver Answers(Func<HttpContext, Task> work)
    {
        script.Enqueue(work);
        return this;
    }

    /// <summary>Answers every request that the script does not.</summary>
    public Receiver AlwaysAnswers(Func<ReceivedWebhook, HttpContext, Task> work)
    {
        always = work;
        return this;
    }

    public Receiver AlwaysAnswers(int status) => AlwaysAnswers((_, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Waits until so many requests have arrived in all, and returns them.</summary>
    public Task<IReadOnlyList<ReceivedWebhook>> WaitForAsync(int count, TimeSpan? deadline = null) =>
        WaitForAsync(all => all.Count >= count, $"{count} webhooks", deadline);

    /// <summary>Waits until what has arrived satisfies the condition; fails with the description and what did arrive (20 s unless told).</summary>
    public async Task<IReadOnlyList<ReceivedWebhook>> WaitForAsync(Func<IReadOnlyList<ReceivedWebhook>, bool> condition, string description, TimeSpan? deadline = null)
    {
        using var late = new CancellationTokenSource(deadline ?? Until.Deadline);
        while (true)
        {
            var next = arrival.Task;
            var all = Received;
            if (condition(all))
            {
                return all;
            }

            try
            {
                await next.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not received in time: {description}. Received {all.Count}: {string.Join(", ", all.Select(each => each.Event.Type))}.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await application.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // A scripted answer still waits: the test is over, it need not.
        }

        await application.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ReceivedWebhook request;
        TaskCompletionSource rung;
        lock (gate)
        {
            request = new ReceivedWebhook(
                received.Count + 1, context.Request.Method, context.Request.Path,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray(), DateTimeOffset.UtcNow);
            received.Add(request);
            rung = arrival;
            arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        rung.SetResult();
        if (script.TryDequeue(out var answer))
        {
            await answer(context);
        }
        else if (always is not null)
        {
            await always(request, context);
        }
    }
}
