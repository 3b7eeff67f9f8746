using System.Net;
using System.Text.Json;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Api;

public sealed class RequestsApiTests
{
    [Theory, EveryDatabase]
    public async Task Okta_s_requests_are_found_under_their_directory_without_the_people_they_name(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var other = await gateway.HasDirectoryAsync("Other");
        var created = await gateway.Okta.PostAsync("Users", new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "canary@example.com" });
        created.Expect(HttpStatusCode.Created);
        await gateway.Okta.PostAsync("Users", new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "canary@example.com" });
        await gateway.Okta.FilterAsync("Users", "userName eq \"canary@example.com\"");
        await gateway.Okta.FilterAsync("Users", "canary eq \"canary@example.com\"");
        await gateway.Okta.SendAsync(HttpMethod.Get, "Users/canary@example.com", headers: new Dictionary<string, string?> { ["Authorization"] = gateway.Okta.Token });
        await gateway.Okta.SendAsync(HttpMethod.Get, "Users", headers: new Dictionary<string, string?> { ["Authorization"] = "Bearer canary" });

        var requests = await ReadAsync(gateway, gateway.Directory.Id, 6);

        Assert.Equal([200, 201, 400, 401, 404, 409], requests.Select(request => request.GetProperty("status").GetInt32()).Order());
        var post = requests.Single(request => request.GetProperty("status").GetInt32() == 201);
        Assert.Equal(("POST", "127.0.0.1", "Okta SCIM Client 1.0.0"), (post.Text("method"), post.Text("address"), post.Text("user_agent")));
        Assert.Equal(created.Headers["X-Request-Id"], post.Text("id"));
        Assert.Equal(post.Text("id"), (await gateway.EventsAsync(gateway.Directory.Id)).Single().Cause);
        Assert.Equal(post.ToString(), (await gateway.GetAsync($"requests/{post.Text("id")}")).ToString());
        Assert.Contains("userName eq \"…\"", requests.Single(request => request.GetProperty("status").GetInt32() == 200).Text("path"), StringComparison.Ordinal);
        Assert.Contains("Bearer", requests.Single(request => request.GetProperty("status").GetInt32() == 404).Text("notes"), StringComparison.Ordinal);
        Assert.DoesNotContain("canary@", JsonSerializer.Serialize(requests), StringComparison.Ordinal);
        Assert.Empty((await gateway.GetAsync($"requests?directory_id={other.Id}")).Ids());
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadAsync(TestGateway gateway, string directory, int count)
    {
        IReadOnlyList<JsonElement> requests = [];
        await Until.TrueAsync(
            async () =>
            {
                requests = [.. (await gateway.GetAsync($"requests?directory_id={directory}")).GetProperty("data").EnumerateArray()];
                return requests.Count >= count;
            },
            $"{count} requests in the journal");
        return requests;
    }
}
