using System.Net;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Api;

public sealed class DirectoriesApiTests
{
    [Theory, EveryDatabase]
    public async Task A_directory_is_created_read_changed_and_deleted(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database, ("Gateway:PublicUrl", "https://gateway.example.com/"));

        var (status, created, response) = await gateway.CallAsync(
            HttpMethod.Post, "directories", new { name = "Beta", organization = "beta", settings = new { users_only = true, switches = new { groups = false } } });

        Assert.Equal(HttpStatusCode.Created, status);
        var id = created.Text("id");
        Assert.Equal($"/api/v1/directories/{id}", response.Headers.Location?.OriginalString);
        Assert.Equal("okta", created.Text("provider"));
        Assert.Equal($"https://gateway.example.com/scim/v2/{created.Text("slug")}", created.GetProperty("scim").Text("base_url"));
        Assert.StartsWith("gws_", created.GetProperty("scim").Text("token"), StringComparison.Ordinal);

        var read = await gateway.GetAsync($"directories/{id}");
        Assert.False(read.GetProperty("scim").TryGetProperty("token", out _));
        Assert.True(read.GetProperty("settings").GetProperty("users_only").GetBoolean());
        Assert.Equal("userName", read.GetProperty("settings").Text("unique_identifier"));

        var changed = await gateway.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Patch, $"directories/{id}",
            new { slug = "beta", organization = (string?)null, settings = new { provisioning = "paused", switches = new { create = false } } });
        Assert.Equal("beta", changed.Text("slug"));
        Assert.Null(changed.GetProperty("organization").GetString());
        var settings = changed.GetProperty("settings");
        Assert.Equal(("paused", true), (settings.Text("provisioning"), settings.GetProperty("users_only").GetBoolean()));
        Assert.Equal((false, true, false), (
            settings.GetProperty("switches").GetProperty("create").GetBoolean(),
            settings.GetProperty("switches").GetProperty("update").GetBoolean(),
            settings.GetProperty("switches").GetProperty("groups").GetBoolean()));

        await gateway.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"directories/{id}");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "directory_not_found", HttpMethod.Get, $"directories/{id}");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "directory_not_found", HttpMethod.Delete, $"directories/{id}");
        Assert.Equal(["directory.paused", "directory.deleted"], (await gateway.EventsAsync(id)).Select(each => each.Type));
    }

    [Theory, EveryDatabase]
    public async Task Given_a_deleted_directory_Then_Okta_is_refused(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        (await gateway.Okta.GetAsync("Users")).Expect(HttpStatusCode.OK);

        await gateway.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"directories/{gateway.Directory.Id}");

        (await gateway.Okta.GetAsync("Users")).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory, EveryDatabase]
    public async Task Lists_are_paged_and_limits_are_clamped(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        for (var i = 0; i < 4; i++)
        {
            await gateway.HasDirectoryAsync("Acme Okta");
        }

        var all = (await gateway.GetAsync("directories?limit=100000")).Ids();
        var first = await gateway.GetAsync("directories?limit=2");
        var second = await gateway.GetAsync($"directories?limit=2&after={first.Text("next")}");
        var third = await gateway.GetAsync($"directories?limit=2&after={second.Text("next")}");

        Assert.Equal(5, all.Count);
        Assert.Equal(all, first.Ids().Concat(second.Ids()).Concat(third.Ids()));
        Assert.Null(third.GetProperty("next").GetString());
        Assert.Single((await gateway.GetAsync("directories?limit=-7")).Ids());
        await gateway.RefusedAsync(HttpStatusCode.BadRequest, "invalid_parameter", HttpMethod.Get, "directories?limit=many");
        await gateway.RefusedAsync(HttpStatusCode.BadRequest, "invalid_parameter", HttpMethod.Get, "directories?after=nonsense");
        await gateway.RefusedAsync(HttpStatusCode.BadRequest, "invalid_parameter", HttpMethod.Get, "directories?name=acme");
    }

    [Theory, EveryDatabase]
    public async Task A_taken_slug_is_a_conflict(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "directories", new { name = "One", slug = "one" });

        await gateway.RefusedAsync(HttpStatusCode.Conflict, "slug_taken", HttpMethod.Post, "directories", new { name = "Two", slug = "one" });
        await gateway.RefusedAsync(HttpStatusCode.Conflict, "slug_taken", HttpMethod.Patch, $"directories/{gateway.Directory.Id}", new { slug = "one" });
    }

    [Theory, EveryDatabase]
    public async Task Tokens_are_issued_listed_renewed_switched_and_removed(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var tokens = $"directories/{gateway.Directory.Id}/tokens";
        var first = (await gateway.GetAsync(tokens)).Ids().Single();

        var (status, second, response) = await gateway.CallAsync(HttpMethod.Post, tokens, new { name = "next", expires_at = "2999-01-01T00:00:00Z" });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal($"/api/v1/{tokens}/{second.Text("id")}", response.Headers.Location?.OriginalString);
        Assert.Equal("2999-01-01T00:00:00.000Z", second.Text("expires_at"));
        Assert.EndsWith(second.Text("last_four"), second.Text("token"), StringComparison.Ordinal);
        await gateway.RefusedAsync(HttpStatusCode.Conflict, "token_limit_reached", HttpMethod.Post, tokens);

        var renewed = await gateway.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{tokens}/{first}/renewal", new { grace_seconds = 0 });
        (await gateway.Okta.GetAsync("Users")).Expect(HttpStatusCode.Unauthorized);
        var okta = new OktaClient(gateway.Anonymous, gateway.Okta.BasePath, renewed.Text("token"));
        (await okta.GetAsync("Users")).Expect(HttpStatusCode.OK);

        var inactive = await gateway.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{tokens}/{first}", new { state = "inactive" });
        Assert.Equal("inactive", inactive.Text("state"));
        (await okta.GetAsync("Users")).Expect(HttpStatusCode.Unauthorized);
        await gateway.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{tokens}/{first}", new { state = "active" });
        (await okta.GetAsync("Users")).Expect(HttpStatusCode.OK);

        await gateway.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"{tokens}/{first}");
        (await okta.GetAsync("Users")).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal([second.Text("id")], (await gateway.GetAsync(tokens)).Ids());
        Assert.DoesNotContain("gws_", (await gateway.GetAsync(tokens)).ToString(), StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Whatever_does_not_belong_to_the_directory_in_the_path_is_not_found(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var other = await gateway.HasDirectoryAsync("Other");
        var token = (await gateway.GetAsync($"directories/{gateway.Directory.Id}/tokens")).Ids().Single();
        var user = await gateway.HasUserAsync("jane@example.com");
        var group = await gateway.HasGroupAsync("Sales", user);

        await gateway.RefusedAsync(HttpStatusCode.NotFound, "token_not_found", HttpMethod.Get, $"directories/{other.Id}/tokens/{token}");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "token_not_found", HttpMethod.Patch, $"directories/{other.Id}/tokens/{token}", new { state = "inactive" });
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "token_not_found", HttpMethod.Delete, $"directories/{other.Id}/tokens/{token}");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "token_not_found", HttpMethod.Post, $"directories/{other.Id}/tokens/{token}/renewal");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "user_not_found", HttpMethod.Get, $"directories/{other.Id}/users/{user.Id}");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "group_not_found", HttpMethod.Get, $"directories/{other.Id}/groups/{group.Id}");
        await gateway.RefusedAsync(HttpStatusCode.NotFound, "group_not_found", HttpMethod.Get, $"directories/{other.Id}/groups/{group.Id}/members");
        foreach (var id in new[] { "nonsense", user.Id, "dir_00000000000000000000000000", "DIR_" + other.Id[4..] })
        {
            await gateway.RefusedAsync(HttpStatusCode.NotFound, "directory_not_found", HttpMethod.Get, $"directories/{id}");
            await gateway.RefusedAsync(HttpStatusCode.NotFound, "directory_not_found", HttpMethod.Get, $"directories/{id}/users");
            await gateway.RefusedAsync(HttpStatusCode.NotFound, "directory_not_found", HttpMethod.Post, $"directories/{id}/tokens");
        }
    }
}
