using System.Text.Json.Nodes;
using Gateway.Simulator.Scim;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Simulator;

/// <summary>What is on the wire is what Okta's client sends: okta.md §1.1, and its patience with 429, §1.15.</summary>
public sealed class ScimClientTests
{
    [Fact]
    public async Task A_request_looks_like_one_from_Okta()
    {
        await using var server = await Server.StartAsync(context => context.Response.StatusCode = 204);

        await server.SendAsync(ScimRequest.Patch("/Users?filter=userName+eq+%22a%2Bb%40x.com%22&startIndex=1&count=100", new JsonObject { ["name"] = "Zoë" }, "script"));

        var (headers, target, body) = Assert.Single(server.Requests);
        Assert.Equal("Okta SCIM Client 1.0.0", headers["User-Agent"]);
        Assert.Equal("application/scim+json", headers["Accept"]);
        Assert.Equal("utf-8", headers["Accept-Charset"]);
        Assert.Equal("application/scim+json; charset=utf-8", headers["Content-Type"]);
        Assert.Equal("Bearer token", headers["Authorization"]);
        Assert.Equal("Keep-Alive", headers["Connection"], ignoreCase: true);
        Assert.Contains("gzip", headers["Accept-Encoding"], StringComparison.Ordinal);
        Assert.Equal("/scim/v2/acme/Users?filter=userName+eq+%22a%2Bb%40x.com%22&startIndex=1&count=100", target);
        Assert.Equal("{\"name\":\"Zoë\"}", body);
    }

    [Fact]
    public async Task A_deletion_names_a_content_type_and_has_no_content()
    {
        await using var server = await Server.StartAsync(context => context.Response.StatusCode = 204);

        await server.SendAsync(ScimRequest.Delete("/Groups/1", "script"));

        var (headers, _, body) = Assert.Single(server.Requests);
        Assert.Equal("application/scim+json; charset=utf-8", headers["Content-Type"]);
        Assert.Empty(body);
    }

    [Fact]
    public async Task A_429_is_tried_again_when_it_says_so()
    {
        var answers = new Queue<int>([429, 429, 200]);
        await using var server = await Server.StartAsync(context =>
        {
            context.Response.StatusCode = answers.Dequeue();
            context.Response.Headers.RetryAfter = "0";
        });

        var exchange = await server.SendAsync(ScimRequest.Get("/Users", "script"));

        Assert.Equal(200, exchange.Status);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_429_is_final_at_the_tenth_time()
    {
        await using var server = await Server.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
        });

        var exchange = await server.SendAsync(ScimRequest.Get("/Users", "script"));

        Assert.Equal(429, exchange.Status);
        Assert.Equal(10, server.Requests.Count);
    }

    [Theory]
    [InlineData(null, "Retry-After absent")]
    [InlineData("Sat, 21 Nov 2026 12:00:00 GMT", "it must be an integer")]
    [InlineData("1.5", "it must be an integer")]
    [InlineData("86400", "asks to wait 86400 s")]
    public async Task A_429_that_would_stall_Okta_ends_the_conversation(string? retryAfter, string said)
    {
        await using var server = await Server.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter;
        });

        var broken = await Assert.ThrowsAsync<ConversationBrokenException>(() => server.SendAsync(ScimRequest.Get("/Users", "script")));

        Assert.Contains(said, broken.Message, StringComparison.Ordinal);
    }

    /// <summary>Records what it is asked and answers as told.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly WebApplication web;

        private Server(WebApplication web) => this.web = web;

        public List<(Dictionary<string, string> Headers, string Target, string Body)> Requests { get; } = [];

        public static async Task<Server> StartAsync(Action<HttpContext> answers)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var server = new Server(builder.Build());
            server.web.Run(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
                server.Requests.Add((context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), target, await reader.ReadToEndAsync()));
                answers(context);
            });
            await server.web.StartAsync();
            return server;
        }

        public async Task<ScimExchange> SendAsync(ScimRequest request)
        {
            using var client = new ScimClient(new Uri(new Uri(web.Urls.First()), "/scim/v2/acme"), "token", TimeProvider.System);
            return await client.SendAsync(request, CancellationToken.None);
        }

        public ValueTask DisposeAsync() => web.DisposeAsync();
    }
}
