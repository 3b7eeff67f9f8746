using Gateway.Core.Requests;

namespace Gateway.Tests.Requests;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("userName eq \"jane@example.com\"", "userName eq \"…\"")]
    [InlineData("userName eq \"a \\\" or b\" and active eq true", "userName eq \"…\" and active eq true")]
    [InlineData("emails[type eq \"work\" and value co \"jane\"].value pr", "emails[type eq \"…\" and value co \"…\"].value pr")]
    [InlineData("not (title pr) or meta.lastModified gt \"2020\"", "not (title pr) or meta.lastModified gt \"…\"")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department sw \"Sales\"", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department sw \"…\"")]
    [InlineData("employeeNumber eq 4711", "employeeNumber eq …")]
    [InlineData("externalId eq jane", "externalId eq …")]
    [InlineData("jane doe", "… …")]
    [InlineData("userName eq \"unfinished jane", "userName eq \"…\"")]
    [InlineData("jane@example.com eq \"x\"", "… eq \"…\"")]
    [InlineData("", "")]
    public void A_filter_keeps_its_shape_and_loses_its_values(string filter, string shape) => Assert.Equal(shape, FilterShape.Of(filter));

    [Theory]
    [InlineData("/scim/v2/acme-x7/Users", "?filter=userName%20eq%20%22jane%40example.com%22&startIndex=1&count=100", "/scim/v2/acme-x7/Users?filter=userName eq \"…\"&startIndex=1&count=100")]
    [InlineData("/scim/v2/acme/Users", "?filter=userName+eq+%22jane%22&sortBy=name.familyName&sortOrder=ascending", "/scim/v2/acme/Users?filter=userName eq \"…\"&sortBy=name.familyName&sortOrder=ascending")]
    [InlineData("/scim/v2/acme/Users/jane@example.com", null, "/scim/v2/acme/Users/…")]
    [InlineData("/scim/v2/Users/usr_01jd3k0000000000000000000z", "", "/scim/v2/Users/usr_01jd3k0000000000000000000z")]
    [InlineData("/scim/v2/acme/Users", "?count=jane&cursor=abc&jane=doe&attributes=userName,emails.value", "/scim/v2/acme/Users?count=…&cursor=…&…=…&attributes=userName,emails.value")]
    [InlineData("/scim/v2/acme/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", null, "/scim/v2/acme/Schemas/urn:ietf:params:scim:schemas:core:2.0:User")]
    public void A_path_keeps_what_is_ours(string path, string? query, string kept) => Assert.Equal(kept, RequestPath.Redact(path, query));

    [Theory]
    [InlineData("userName \"jane\" is \"odd\" here.", "userName \"…\" here.")]
    [InlineData("jane@example.com is taken.", "… is taken.")]
    [InlineData("userName is already in use.", "userName is already in use.")]
    [InlineData(null, null)]
    public void A_detail_loses_what_it_quotes(string? detail, string? kept) => Assert.Equal(kept, RequestDetail.Redact(detail));

    [Fact]
    public void Very_long_input_leaves_little()
    {
        Assert.InRange(RequestPath.Redact("/" + new string('/', 100_000), new string('&', 100_000)).Length, 1, 700);
        Assert.InRange(FilterShape.Of(string.Concat(Enumerable.Repeat("userName eq \"x\" and ", 10_000))).Length, 1, 500);
    }
}
