using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Contracts.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Simulator;

/// <summary>
/// A man in the middle who breaks a good gateway on purpose. The simulator takes him for the gateway, the gateway takes him for the
/// subscriber: SCIM requests, their answers and webhooks pass through him and come out as a test wants them.
/// </summary>
internal sealed class Meddler : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri gateway;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private Uri? subscriber;
    private WebhookSecret? secret;

    private Meddler(Uri gateway)
    {
        this.gateway = gateway;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        web = builder.Build();
        web.Run(context => context.Request.Path == "/relay" ? RelayAsync(context) : PassAsync(context));
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Answers a SCIM request himself (status and body), so that the gateway never hears of it; null lets it pass.</summary>
    public Func<HttpRequest, string, (int Status, string Body)?> Swallows { get; set; } = (_, _) => null;

    /// <summary>Changes the text of a SCIM answer.</summary>
    public Func<HttpRequest, string, string> Rewrites { get; set; } = (_, answer) => answer;

    /// <summary>What the subscriber gets in place of a webhook: none, one, several, in his own order.</summary>
    public Func<Webhook, IEnumerable<Webhook>> Relays { get; set; } = webhook => [webhook];

    public static async Task<Meddler> StartAsync(Uri gateway)
    {
        var meddler = new Meddler(gateway);
        await meddler.web.StartAsync();
        meddler.Address = new Uri(meddler.web.Urls.First());
        return meddler;
    }

    /// <summary>The same webhook with a changed body, signed as the gateway would sign it.</summary>
    public Webhook Signed(Webhook webhook, string id, string body)
    {
        var now = DateTimeOffset.UtcNow;
        return new Webhook(id, $"{now.ToUnixTimeSeconds()}", secret!.Sign(id, now, Encoding.UTF8.GetBytes(body)), body);
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        http.Dispose();
        oneAtATime.Dispose();
    }

    /// <summary>Requests to the gateway, in both of its faces.</summary>
    private async Task PassAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/scim/", StringComparison.Ordinal) && Swallows(context.Request, body) is { } swallowed)
        {
            await AnswerAsync(context, swallowed.Status, "application/scim+json", swallowed.Body);
            return;
        }

        if (path == "/api/v1/subscribers" && HttpMethods.IsPost(context.Request.Method))
        {
            var asked = JsonNode.Parse(body)!;
            subscriber = new Uri((string)asked["url"]!);
            secret = WebhookSecret.Parse((string)asked["secret"]!);
            asked["url"] = new Uri(Address, "/relay").AbsoluteUri;
            body = asked.ToJsonString();
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(gateway, path + context.Request.QueryString));
        foreach (var name in new[] { "Authorization", "Accept", "User-Agent" })
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToArray());
        }

        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var response = await http.SendAsync(request, context.RequestAborted);
        var answer = await response.Content.ReadAsStringAsync(context.RequestAborted);
        if (path == "/api/v1/directories" && response.StatusCode == HttpStatusCode.Created)
        {
            var told = JsonNode.Parse(answer)!;
            told["scim"]!["base_url"] = new Uri(Address, new Uri((string)told["scim"]!["base_url"]!).AbsolutePath).AbsoluteUri;
            answer = told.ToJsonString();
        }
        else if (path.StartsWith("/scim/", StringComparison.Ordinal))
        {
            answer = Rewrites(context.Request, answer);
        }

        if (response.Headers.Location is { } location)
        {
            context.Response.Headers.Location = location.OriginalString;
        }

        await AnswerAsync(context, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), answer);
    }

    /// <summary>Webhooks to the subscriber. The gateway hears 204, whatever becomes of them.</summary>
    private async Task RelayAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var webhook = new Webhook(headers[WebhookHeaders.Id]!, headers[WebhookHeaders.Timestamp]!, headers[WebhookHeaders.Signature]!, await ReadAsync(context));
        await oneAtATime.WaitAsync(context.RequestAborted);
        try
        {
            foreach (var relayed in Relays(webhook))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, subscriber) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(relayed.Body)) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
                request.Headers.TryAddWithoutValidation(WebhookHeaders.Id, relayed.Id);
                request.Headers.TryAddWithoutValidation(WebhookHeaders.Timestamp, relayed.Timestamp);
                if (relayed.Signature is { } signature)
                {
                    request.Headers.TryAddWithoutValidation(WebhookHeaders.Signature, signature);
                }

                using var response = await http.SendAsync(request, context.RequestAborted);
            }
        }
        finally
        {
            oneAtATime.Release();
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, int status, string? contentType, string body)
    {
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            context.Response.ContentType = contentType;
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>A delivery on its way.</summary>
    /// <param name="Signature">Null: without one.</param>
    internal sealed record Webhook(string Id, string Timestamp, string? Signature, string Body);
}
