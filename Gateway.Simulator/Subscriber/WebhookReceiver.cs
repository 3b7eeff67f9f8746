using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Contracts.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gateway.Simulator.Subscriber;

/// <summary>A subscriber on a free loopback port: verifies, keeps, answers 204, or 401 to what is not genuine.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private const int LargestBody = 4 << 20;

    private readonly Lock gate = new();
    private readonly List<ReceivedWebhook> received = [];
    private readonly WebhookVerifier verifier;
    private readonly TimeProvider time;
    private readonly WebApplication web;
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver(string secret, TimeProvider time)
    {
        this.time = time;
        verifier = new WebhookVerifier([secret], WebhookVerifier.DefaultTolerance, time);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseSetting(WebHostDefaults.PreventHostingStartupKey, "true").ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.AddServerHeader = false;
        });
        web = builder.Build();
        web.Run(ReceiveAsync);
    }

    /// <summary>Where the gateway shall post to. The path is random: nobody else on this machine knows it.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

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

    public static async Task<WebhookReceiver> StartAsync(string secret, TimeProvider time, CancellationToken cancellationToken)
    {
        var receiver = new WebhookReceiver(secret, time);
        await receiver.web.StartAsync(cancellationToken);
        receiver.Url = new Uri(new Uri(receiver.web.Urls.First()), $"/hooks/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        return receiver;
    }

    /// <summary>Waits until what was received fulfils a condition, or until the time is over; says which.</summary>
    public async Task<bool> UntilAsync(Func<IReadOnlyList<ReceivedWebhook>, bool> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        while (true)
        {
            Task next;
            IReadOnlyList<ReceivedWebhook> now;
            lock (gate)
            {
                now = [.. received];
                next = arrived.Task;
            }

            if (condition(now))
            {
                return true;
            }

            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return condition(Received);
            }
        }
    }

    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path != Url.AbsolutePath)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var verified = verifier.Verify(name => context.Request.Headers[name], body);

        Keep(new ReceivedWebhook
        {
            Arrival = 0,
            ReceivedAt = time.GetUtcNow(),
            Id = context.Request.Headers[WebhookHeaders.Id],
            Forgery = verified.IsValid ? null : verified.Reason,
            ContentType = context.Request.ContentType,
            Text = Encoding.UTF8.GetString(body),
            Body = Parse(body),
        });

        context.Response.StatusCode = verified.IsValid ? StatusCodes.Status204NoContent : StatusCodes.Status401Unauthorized;
    }

    private void Keep(ReceivedWebhook webhook)
    {
        TaskCompletionSource ring;
        lock (gate)
        {
            received.Add(webhook with { Arrival = received.Count + 1 });
            ring = arrived;
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        ring.SetResult();
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
