using System.Net;
using System.Net.Http.Headers;
using Gateway.Core.ApiKeys;
using Gateway.Tests.Directories;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Api;

public sealed class BootstrapTests
{
    private const string First = "first-0123456789abcdef0123456789abcdef";
    private const string Second = "second-0123456789abcdef0123456789abcdef";

    [Theory, EveryDatabase]
    public async Task Given_no_key_When_several_processes_start_Then_one_key_is_generated_and_no_further_one_ever(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);

        var generated = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Keys(bench, null).EnsureFirstAsync(CancellationToken.None))));

        var key = Assert.Single(generated, each => each is not null);
        Assert.NotNull(await Keys(bench, null).AuthenticateAsync($"Bearer {key}", CancellationToken.None));
        Assert.Null(await Keys(bench, null).AuthenticateAsync("Bearer gwk_0", CancellationToken.None));
        Assert.Null(await Keys(bench, null).EnsureFirstAsync(CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task A_changed_declared_key_replaces_the_former_and_no_other(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var generated = await Keys(bench, null).EnsureFirstAsync(CancellationToken.None);
        Assert.Null(await Keys(bench, First).EnsureFirstAsync(CancellationToken.None));
        Assert.Null(await Keys(bench, First).EnsureFirstAsync(CancellationToken.None));

        await Keys(bench, Second).EnsureFirstAsync(CancellationToken.None);

        var keys = Keys(bench, null);
        Assert.Null(await keys.AuthenticateAsync($"Bearer {First}", CancellationToken.None));
        Assert.NotNull(await keys.AuthenticateAsync($"Bearer {Second}", CancellationToken.None));
        Assert.NotNull(await keys.AuthenticateAsync($"Bearer {generated}", CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task A_declared_directory_is_served_and_a_changed_token_replaces_the_former(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        string id;
        await using (var gateway = await StartAsync(storage, "Acme", First))
        {
            var declared = Assert.Single(
                (await gateway.GetAsync("directories")).GetProperty("data").EnumerateArray(), directory => directory.Text("name") == "Acme");
            id = declared.Text("id");
            await ExpectAsync(gateway, "/scim/v2/declared/Users", First, HttpStatusCode.OK);
            await ExpectAsync(gateway, "/scim/v2/Users", First, HttpStatusCode.OK);
        }

        await using (var gateway = await StartAsync(storage, "Acme Corporation", Second))
        {
            Assert.Equal("Acme Corporation", (await gateway.GetAsync($"directories/{id}")).Text("name"));
            await ExpectAsync(gateway, "/scim/v2/declared/Users", First, HttpStatusCode.Unauthorized);
            await ExpectAsync(gateway, "/scim/v2/declared/Users", Second, HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    public async Task Everything_wrong_with_the_configuration_is_told_at_once(Database database)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => TestGateway.StartAsync(
            database,
            ("Gateway:Bootstrap:ApiKey", "short"),
            ("Gateway:Bootstrap:Directory:Token", "also short"),
            ("Gateway:Bootstrap:Directory:Name", "Acme"),
            ("Gateway:PublicUrl", "not a url")));

        var failures = refused is AggregateException all
            ? all.InnerExceptions.Cast<OptionsValidationException>().SelectMany(each => each.Failures).ToList()
            : [.. ((OptionsValidationException)refused).Failures];
        foreach (var key in new[] { "Gateway:Bootstrap:ApiKey", "Gateway:Bootstrap:Directory:Token", "Gateway:PublicUrl" })
        {
            Assert.Contains(failures, failure => failure.Contains(key, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(failures, failure => failure.Contains("also short", StringComparison.Ordinal));
    }

    private static ApiKeys Keys(DirectoryWorkbench bench, string? declared) => new(bench.Database, Options.Create(new ApiKeyOptions { ApiKey = declared }), bench.Clock);

    private static Task<TestGateway> StartAsync(TestStorage storage, string name, string token) => TestGateway.StartAsync(
        storage,
        ("Gateway:Bootstrap:Directory:Name", name),
        ("Gateway:Bootstrap:Directory:Slug", "declared"),
        ("Gateway:Bootstrap:Directory:Token", token));

    private static async Task ExpectAsync(TestGateway gateway, string path, string token, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await gateway.Anonymous.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }
}
