using System.Text;
using Gateway.Core.Directories;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Directories;

public sealed class DirectoryAuthenticationTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Theory, EveryDatabase]
    public async Task Given_a_token_However_it_is_spelled_Then_it_opens_its_directory(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{directory.Slug}:{token.Secret}"));

        foreach (var (spelling, note) in new (string, string?)[]
        {
            ($"Bearer {token.Secret}", null),
            ($"bearer {token.Secret}", null),
            ($"BEARER   {token.Secret} ", null),
            (token.Secret, "without the Bearer prefix"),
            ($"Bearer Bearer {token.Secret}", "doubled"),
            ($"bearer Bearer {token.Secret}", "doubled"),
            ($"Basic {basic}", null),
            ($"basic {basic}", null),
        })
        {
            var authenticated = await bench.AuthenticateAsync(directory.Slug, spelling);

            Assert.Equal(directory, authenticated?.Directory);
            Assert.Equal(token.Token.Id, authenticated?.Token);
            Assert.Equal(note is null, authenticated?.Note is null);
            Assert.Contains(note ?? "", authenticated?.Note ?? "", StringComparison.Ordinal);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_token_opens_no_other_directory_and_nothing_else_opens_its_own(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();
        var (other, otherToken) = await bench.HasDirectoryAsync();
        var foreign = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{other.Slug}:{token.Secret}"));

        Assert.Equal(directory.Id, (await bench.AuthenticateAsync(null, $"Bearer {token.Secret}"))?.Directory.Id);
        Assert.Equal(directory.Id, (await bench.AuthenticateAsync(directory.Slug.ToUpperInvariant(), $"Bearer {token.Secret}"))?.Directory.Id);
        foreach (var (slug, authorization) in new (string?, string?)[]
        {
            (other.Slug, $"Bearer {token.Secret}"),
            (directory.Slug, $"Bearer {otherToken.Secret}"),
            ("no-such-directory", $"Bearer {token.Secret}"),
            (directory.Slug, $"Bearer {token.Secret[..^1]}"),
            (directory.Slug, $"Basic {foreign}"),
            (null, $"Basic {foreign}"),
            (directory.Slug, "Basic ???"),
            (directory.Slug, "Bearer"),
            (directory.Slug, "Bearer two words"),
            (directory.Slug, ""),
            (directory.Slug, null),
            (directory.Slug, new string('x', 100_000)),
        })
        {
            Assert.Null(await bench.AuthenticateAsync(slug, authorization));
        }
    }

    [Theory, EveryDatabase]
    public async Task Given_a_removed_token_Then_every_process_refuses_it_within_a_second(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();
        var elsewhere = bench.AnotherProcess();
        Assert.NotNull(await elsewhere.AuthenticateAsync(directory.Slug, token.Secret, CancellationToken.None));

        Assert.True(await bench.Tokens.RemoveAsync(directory.Id, token.Token.Id, CancellationToken.None));

        Assert.Null(await bench.AuthenticateAsync(directory.Slug, token.Secret));
        bench.Clock.Move(OneSecond);
        Assert.Null(await elsewhere.AuthenticateAsync(directory.Slug, token.Secret, CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task An_inactive_token_is_refused_until_it_is_active_again(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();

        var inactive = await bench.Tokens.ChangeAsync(directory.Id, token.Token.Id, name: null, active: false, CancellationToken.None);

        Assert.False(inactive.Value!.Active);
        Assert.Null(await bench.AuthenticateAsync(directory.Slug, token.Secret));
        await bench.Tokens.ChangeAsync(directory.Id, token.Token.Id, name: "again", active: true, CancellationToken.None);
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, token.Secret));
    }

    [Theory, EveryDatabase]
    public async Task A_token_ends_with_its_expiry_also_while_it_is_remembered(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, _) = await bench.HasDirectoryAsync();
        var issued = await bench.Tokens.IssueAsync(directory.Id, "short", bench.Clock.GetUtcNow() + OneSecond, CancellationToken.None);
        bench.Clock.Move(OneSecond - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, issued.Value!.Secret));

        bench.Clock.Move(TimeSpan.FromMilliseconds(1));

        Assert.Null(await bench.AuthenticateAsync(directory.Slug, issued.Value.Secret));
    }

    [Theory, EveryDatabase]
    public async Task Use_is_noted_with_the_token(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();
        using var use = new TokenUse(bench.Database, bench.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<TokenUse>.Instance);
        var authentication = new DirectoryAuthentication(bench.Database, use, bench.Clock);
        await authentication.AuthenticateAsync(directory.Slug, token.Secret, CancellationToken.None);

        await use.WriteAsync(CancellationToken.None);

        var listed = Assert.Single(await bench.Tokens.ListAsync(directory.Id, CancellationToken.None));
        Assert.Equal(bench.Clock.GetUtcNow(), listed.LastUsedAt);
    }
}
