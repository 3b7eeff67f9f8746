using Gateway.Core.Directories;

namespace Gateway.Tests.Directories;

public sealed class DirectorySlugTests
{
    [Theory]
    [InlineData("Acme Okta", "acme-okta-")]
    [InlineData("  Ærø & Sønner / Prod_2 ", "r-s-nner-prod-2-")]
    [InlineData("Café", "cafe-")]
    [InlineData("株式会社", "directory-")]
    [InlineData("---", "directory-")]
    public void A_slug_is_what_can_be_read_of_the_name_and_a_random_end(string name, string start)
    {
        var slug = DirectorySlug.From(name);

        Assert.StartsWith(start, slug, StringComparison.Ordinal);
        Assert.Null(DirectorySlug.Refuse(slug));
        Assert.NotEqual(slug, DirectorySlug.From(name));
    }

    [Theory]
    [InlineData("acme", true)]
    [InlineData("a-1", true)]
    [InlineData("", false)]
    [InlineData("-acme", false)]
    [InlineData("acme-", false)]
    [InlineData("acme_okta", false)]
    [InlineData("Acme", false)]
    [InlineData("acme/okta", false)]
    [InlineData("~dir", false)]
    public void A_chosen_slug_fits_in_a_base_url_of_Okta(string slug, bool allowed) => Assert.Equal(allowed, DirectorySlug.Refuse(slug) is null);

    [Fact]
    public void A_very_long_name_makes_a_slug_of_bounded_length() => Assert.Null(DirectorySlug.Refuse(DirectorySlug.From(new string('x', 10_000))));
}
