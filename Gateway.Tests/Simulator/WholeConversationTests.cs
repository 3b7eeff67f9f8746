using System.Net.Http.Json;
using System.Text.Json;

namespace Gateway.Tests.Simulator;

/// <summary>The gateway's main job, end to end: Okta pushes, the gateway stores, a subscriber is told.</summary>
public sealed class WholeConversationTests
{
    [Theory]
    [EveryDatabase("template")]
    [EveryDatabase("wizard")]
    public async Task Everything_that_Okta_says_reaches_a_subscriber_right_signed_and_in_order(Database database, string dialect)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        var (exitCode, said) = await RunAsync(gateway, "--dialect", dialect, "--users", "5", "--groups", "3");

        Assert.True(exitCode == 0, said);
        Assert.Contains("All that had to come came, right, signed and in order", said, StringComparison.Ordinal);
        Assert.DoesNotContain("✗ ", said.Replace("✗  what failed", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(
            ["→ GET    /Users?startIndex=1&count=2", "→ POST   /Groups", "⇐ user_deactivated", "⇐ group.user_removed", "⇐ group_deleted"],
            line => Assert.Contains(line, said, StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Batches_of_a_large_group_that_land_at_the_same_time_lose_nobody(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        var (exitCode, said) = await RunAsync(gateway, "--users", "250", "--groups", "1", "--patience", "60", "--quiet");

        Assert.True(exitCode == 0, said);
    }

    [Theory, EveryDatabase]
    public async Task The_smallest_organization_is_one_person_without_groups(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        var (exitCode, said) = await RunAsync(gateway, "--dialect", "both", "--users", "1", "--groups", "0");

        Assert.True(exitCode == 0, said);
    }

    [Fact]
    public async Task What_it_made_is_removed_afterwards_unless_it_shall_be_kept()
    {
        await using var gateway = await TestGateway.StartAsync(Database.Sqlite);

        await RunAsync(gateway, "--quiet", "--users", "1");
        Assert.DoesNotContain(await DirectoriesAsync(gateway), name => name.StartsWith("Simulator ", StringComparison.Ordinal));

        var (_, said) = await RunAsync(gateway, "--keep", "--users", "1");
        Assert.Contains("Kept: directory dir_", said, StringComparison.Ordinal);
        Assert.Contains(await DirectoriesAsync(gateway), name => name.StartsWith("Simulator template ", StringComparison.Ordinal));
    }

    private static Task<(int ExitCode, string Said)> RunAsync(TestGateway gateway, params string[] arguments) =>
        SimulatorRun.RunAsync(["--gateway", gateway.Address.AbsoluteUri, "--key", TestGateway.ApiKey, .. arguments]);

    private static async Task<IReadOnlyList<string>> DirectoriesAsync(TestGateway gateway)
    {
        var page = await gateway.Api.GetFromJsonAsync<JsonElement>("directories");
        return [.. page.GetProperty("data").EnumerateArray().Select(directory => directory.GetProperty("name").GetString()!)];
    }
}
