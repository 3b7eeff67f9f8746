using System.Net.Http.Json;

namespace Gateway.Tests.Harness;

/// <summary>The harness itself, without the gateway: what every other test rests on.</summary>
public sealed class HarnessTests
{
    [Theory, EveryDatabase]
    public async Task Every_test_gets_a_database_of_its_own_that_is_migrated_already(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var opened = storage.Open();

        await opened.MigrateAsync(CancellationToken.None);

        await using var connection = await opened.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM events";
        Assert.Equal(0L, Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_receiver_records_what_arrives_and_answers_as_scripted()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(500).Answers(429, 1, ("Retry-After", "7"));
        using var client = new HttpClient();

        using var first = await client.PostAsJsonAsync(receiver.Url, new { type = "one" });
        using var second = await client.PostAsJsonAsync(receiver.Url, new { type = "two" });
        using var third = await client.PostAsJsonAsync(receiver.Url, new { type = "three" });

        Assert.Equal([500, 429, 200], new[] { first, second, third }.Select(response => (int)response.StatusCode));
        Assert.Equal(TimeSpan.FromSeconds(7), second.Headers.RetryAfter!.Delta);
        var received = await receiver.WaitForAsync(3);
        Assert.Equal(["one", "two", "three"], received.Select(each => each.Event.Type));
    }
}
