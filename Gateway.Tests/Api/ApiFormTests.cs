using System.Net;
using System.Net.Http.Headers;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Api;

/// <summary>What is true of every request to the management API.</summary>
public sealed class ApiFormTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    public async Task Whatever_is_wrong_with_a_body_is_told_and_nothing_is_stored(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);

        foreach (var (body, code, mentions) in new (object, string, string)[]
        {
            ("{", "malformed_json", "JSON"),
            ("[]", "malformed_json", "object"),
            ("\"text\"", "malformed_json", "object"),
            ("{\"name\":\"a\",\"name\":\"b\"}", "malformed_json", "twice"),
            (deep, "malformed_json", "JSON"),
            (new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D }, "malformed_json", "JSON"),
            ("{}", "invalid_request", "name is required"),
            ("{\"name\":null}", "invalid_request", "name is required"),
            ("{\"name\":7}", "invalid_request", "name must be a string"),
            ("{\"name\":\"   \"}", "invalid_request", "name"),
            ("{\"name\":\"a\\u0000b\"}", "invalid_request", "name"),
            ("{\"name\":\"\\ud800\"}", "malformed_json", "surrogate"),
            ("{\"name\":\"a\",\"\\udc00\":1}", "malformed_json", "surrogate"),
            ("{\"name\":\"a\",\"slug\":\"A_b\"}", "invalid_request", "slug"),
            ("{\"name\":\"a\",\"nmae\":\"b\"}", "invalid_request", "nmae is not known here"),
            ("{\"name\":\"a\",\"settings\":{\"mode\":\"auto\"}}", "invalid_request", "settings.mode must be scim or manual"),
            ("{\"name\":\"a\",\"settings\":{\"switches\":{\"create\":\"yes\"}}}", "invalid_request", "settings.switches.create must be true or false"),
            ("{\"name\":\"a\",\"settings\":{\"switches\":{\"delete\":true}}}", "invalid_request", "settings.switches.delete is not known here"),
            ("{\"name\":\"a\",\"settings\":[]}", "invalid_request", "settings must be an object"),
            ("{\"name\":\"" + new string('x', 100_000) + "\"}", "invalid_request", "name"),
        })
        {
            var problem = await gateway.RefusedAsync(HttpStatusCode.BadRequest, code, HttpMethod.Post, "directories", body);
            Assert.Contains(mentions, problem.Text("detail"), StringComparison.Ordinal);
        }

        await gateway.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", HttpMethod.Post, "directories", "name=a", "application/x-www-form-urlencoded");
        await gateway.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large", HttpMethod.Post, "directories", new byte[2 * 1024 * 1024]);
        Assert.Equal([gateway.Directory.Id], (await gateway.GetAsync("directories")).Ids());
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    public async Task A_chunked_body_has_the_same_bound(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        using var request = new HttpRequestMessage(HttpMethod.Post, "directories") { Content = new StreamContent(new MemoryStream(new byte[2 * 1024 * 1024])) };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await gateway.Api.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    public async Task Paths_and_methods_that_do_not_exist_are_told(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        await gateway.RefusedAsync(HttpStatusCode.NotFound, "not_found", HttpMethod.Get, "nothing");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "not_found", HttpMethod.Post, "directories/a/b/c/d");
        await gateway.RefusedAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed", HttpMethod.Put, "directories");
        var (_, _, response) = await gateway.CallAsync(HttpMethod.Put, "directories");
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
    }

    [Theory, EveryDatabase]
    public async Task Without_a_key_nothing_is_answered_not_even_whether_a_path_exists(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        foreach (var authorization in new[] { null, "Bearer", "Bearer wrong", $"Basic {TestGateway.ApiKey}", TestGateway.ApiKey, $"Bearer {TestGateway.ApiKey}x", $"Bearer {gateway.Okta.Token}" })
        {
            foreach (var path in new[] { "/api/v1/directories", "/api/v1/nothing", "/api", "/api/v2" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
                using var response = await gateway.Anonymous.SendAsync(request);

                Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests });
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }

        using var right = new HttpRequestMessage(HttpMethod.Get, "/api/v1/directories");
        right.Headers.TryAddWithoutValidation("Authorization", $"bEARER {TestGateway.ApiKey}");
        using var served = await gateway.Anonymous.SendAsync(right);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Theory, EveryDatabase]
    public async Task Health_needs_no_key(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var response = await gateway.Anonymous.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("\"status\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
