using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Gateway.Tests.Start;

/// <summary>A gateway that can start does so quickly, also after a kill; one that cannot says why in one sentence and never opens its port.</summary>
[Collection(nameof(StartTests))]
public sealed class StartTests
{
    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Four_processes_that_start_at_once_on_an_empty_PostgreSQL_migrate_it_once()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql, migrated: false);
        var gateways = Enumerable.Range(0, 4).Select(_ => GatewayProcess.Start(storage)).ToList();
        try
        {
            await Task.WhenAll(gateways.Select(gateway => gateway.WaitUntilReadyAsync(TimeSpan.FromSeconds(60))));
        }
        finally
        {
            foreach (var gateway in gateways)
            {
                await gateway.DisposeAsync();
            }
        }

        await using var connection = new NpgsqlConnection(storage.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) = max(number) AND count(*) >= 1 FROM schema_migrations", connection);
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    [Theory, EveryDatabase]
    public async Task Ready_within_20_seconds_also_after_a_kill_and_what_was_acknowledged_is_there(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        string directory;
        await using (var first = GatewayProcess.Start(storage))
        {
            using var api = Api(await first.WaitUntilReadyAsync(Ready));
            using var created = await api.PostAsJsonAsync("directories", new { name = "Acme Okta" });
            Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
            directory = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

            await first.KillAsync();
        }

        await using var second = GatewayProcess.Start(storage);
        using var again = Api(await second.WaitUntilReadyAsync(Ready));
        using var found = await again.GetAsync($"directories/{directory}");
        Assert.True(found.IsSuccessStatusCode, await found.Content.ReadAsStringAsync());
    }

    [Theory, EveryDatabase]
    public async Task Asked_to_stop_it_ends_in_peace(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var gateway = GatewayProcess.Start(storage);
        await gateway.WaitUntilReadyAsync(Ready);

        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task Without_any_setting_it_keeps_its_state_in_data_for_its_owner_only()
    {
        await using var gateway = GatewayProcess.Start();
        await gateway.WaitUntilReadyAsync(Ready);

        var data = Path.Combine(gateway.WorkingFolder, "data");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        Assert.NotEmpty(Directory.GetFiles(data));
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused()
    {
        await using var storage = await TestStorage.CreateAsync(Database.Sqlite);
        await using var first = GatewayProcess.Start(storage);
        await first.WaitUntilReadyAsync(Ready);

        await IsRefusedAsync(["Another gateway process", storage.Path], [.. Settings(storage)]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var nobody = FreePort.Next();
        await IsRefusedAsync(["PostgreSQL", "ConnectionStrings:Gateway"], ("ConnectionStrings:Gateway", $"Host=127.0.0.1;Port={nobody};Username=gateway;Password=canary-password;Database=gateway;Timeout=5"));
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var cluster = await PostgreSqlCluster.SharedAsync();
        await IsRefusedAsync(["gateway_missing", "ConnectionStrings:Gateway"], ("ConnectionStrings:Gateway", cluster.ConnectionString("gateway_missing")));
    }

    [Fact]
    public Task What_is_no_connection_string_is_refused() =>
        IsRefusedAsync(["ConnectionStrings:Gateway"], ("ConnectionStrings:Gateway", "the database beside the printer"));

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        // Below a file no folder can be made, not even by root.
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("file"), "");
        await IsRefusedAsync([folder.File("file"), "Gateway:Storage:Path"], ("Gateway:Storage:Path", Path.Combine(folder.File("file"), "data")));
    }

    [Theory, EveryDatabase]
    public async Task A_database_newer_than_the_program_is_refused(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using (var opened = storage.Open())
        {
            await opened.MigrateAsync(CancellationToken.None);
            await opened.TransactAsync(
                async (connection, transaction) =>
                {
                    await using var command = connection.CreateCommand();
                    command.Transaction = transaction;
                    command.CommandText = "INSERT INTO schema_migrations (number, name) VALUES (9999, '9999_from_the_future')";
                    await command.ExecuteNonQueryAsync();
                },
                CancellationToken.None);
        }

        await IsRefusedAsync(["9999", "newer"], [.. Settings(storage)]);
    }

    [Fact]
    public async Task Every_wrong_option_is_named_in_one_message()
    {
        var output = await IsRefusedAsync(
            ["Gateway:Scim:RateLimit:RequestsPerSecond", "Gateway:Webhooks:AttemptTimeout", "Gateway:Webhooks:AllowedNetworks", "Gateway:PublicUrl", "Gateway:Bootstrap:ApiKey"],
            lines: 8,
            ("Gateway:Scim:RateLimit:RequestsPerSecond", "0"),
            ("Gateway:Webhooks:AttemptTimeout", "10:00:00"),
            ("Gateway:Webhooks:AllowedNetworks:0", "everything"),
            ("Gateway:PublicUrl", "not a url"),
            ("Gateway:Bootstrap:ApiKey", "too-short-canary"));
        Assert.DoesNotContain("too-short-canary", output, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_value_of_the_wrong_type_is_named() =>
        IsRefusedAsync(["Gateway:Scim:RateLimit:RequestsPerSecond"], lines: 2, ("Gateway:Scim:RateLimit:RequestsPerSecond", "many"));

    private static HttpClient Api(Uri address)
    {
        var client = new HttpClient { BaseAddress = new Uri(address, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestGateway.ApiKey);
        return client;
    }

    private static IEnumerable<(string Key, string Value)> Settings(TestStorage storage) => storage.Settings.Select(setting => (setting.Key, setting.Value));

    private static Task<string> IsRefusedAsync(string[] words, params (string Key, string Value)[] settings) => IsRefusedAsync(words, lines: 1, settings);

    /// <summary>Ends with a code other than 0, says the words in no more than so many lines, without a stack trace or a password, and at no
    /// moment accepts a connection.</summary>
    private static async Task<string> IsRefusedAsync(string[] words, int lines, params (string Key, string Value)[] settings)
    {
        var port = FreePort.Next();
        await using var gateway = GatewayProcess.Start([("urls", $"http://127.0.0.1:{port}"), .. settings]);
        while (!gateway.HasExited)
        {
            Assert.False(await FreePort.IsOpenAsync(port), $"The port is open: {gateway.Output}");
            await Task.WhenAny(gateway.WaitForExitAsync(), Task.Delay(20));
        }

        Assert.NotEqual(0, await gateway.WaitForExitAsync());
        var said = gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(words, word => Assert.Contains(word, gateway.Output, StringComparison.Ordinal));
        Assert.True(said.Length <= lines, $"More than {lines} line(s):\n{gateway.Output}");
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-password", gateway.Output, StringComparison.Ordinal);
        return gateway.Output;
    }
}
