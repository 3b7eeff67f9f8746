using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("userName eq \"Jane@X.com\"", "userName eq \"Jane@X.com\"")]
    [InlineData("  USERNAME\tEQ  \"a\"  ", "userName eq \"a\"")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:user:username sw \"a\"", "userName sw \"a\"")]
    [InlineData("urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:User:Manager.displayname co \"a\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName co \"a\"")]
    [InlineData("urn:acme:2.0:User:shoe.size ge 42.5", "urn:acme:2.0:User:shoe.size ge 42.5")]
    [InlineData("emails eq \"a\"", "emails.value eq \"a\"")]
    [InlineData("email eq \"a\"", "emails.value eq \"a\"")]
    [InlineData("emails pr", "emails pr")]
    [InlineData("active eq \"True\"", "active eq true")]
    [InlineData("active ne FALSE", "active ne false")]
    [InlineData("title eq null", "title eq null")]
    [InlineData("title pr and userType eq \"x\" or userType eq \"y\"", "title pr and userType eq \"x\" or userType eq \"y\"")]
    [InlineData("title pr and (userType eq \"x\" or userType eq \"y\")", "title pr and (userType eq \"x\" or userType eq \"y\")")]
    [InlineData("((title pr))", "title pr")]
    [InlineData("not(title pr)", "not (title pr)")]
    [InlineData("NOT (title pr) AND active eq true", "not (title pr) and active eq true")]
    [InlineData("emails[type eq \"work\" and value co \"@x\"]", "emails[type eq \"work\" and value co \"@x\"]")]
    [InlineData("emails[ not (primary eq true) ] and name[givenName pr]", "emails[not (primary eq true)] and name[givenName pr]")]
    [InlineData("userName eq \"\\\"\\\\\\/\\b\\u00e9\\uD83D\\uDE00]\"", "userName eq \"\\\"\\\\/\\u0008é😀]\"")]
    [InlineData("meta.lastModified gt \"2011-05-13T04:42:34Z\"", "meta.lastModified gt \"2011-05-13T04:42:34Z\"")]
    [InlineData("meta.created le \"2011-05-13T06:42:34.1234567+02:00\"", "meta.created le \"2011-05-13T04:42:34.123456Z\"")]
    [InlineData("schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"", "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"")]
    [InlineData("groups.value eq \"g\"", "groups.value eq \"g\"")]
    public void The_grammar_is_understood(string text, string printed) => Assert.Equal(printed, Parse(text).ToString());

    [Fact]
    public void And_binds_stronger_than_or_and_both_to_the_left()
    {
        Assert.Equal(Parse("(title pr and active eq true) or userName pr"), Parse("title pr and active eq true or userName pr"));
        Assert.Equal(Parse("userName pr or (title pr and active eq true)"), Parse("userName pr or title pr and active eq true"));
        Assert.Equal(Parse("(title pr or userName pr) or active pr"), Parse("title pr or userName pr or active pr"));
        Assert.NotEqual(Parse("title pr or (userName pr or active pr)"), Parse("title pr or userName pr or active pr"));
        Assert.Equal(Parse("(not (title pr)) and active pr"), Parse("not (title pr) and active pr"));
    }

    [Theory]
    [InlineData("", "where an attribute should be")]
    [InlineData("userName", "operator is missing")]
    [InlineData("userName eq", "value is missing")]
    [InlineData("userName is \"a\"", "no operator")]
    [InlineData("userName eq a", "neither")]
    [InlineData("userName eq 'a'", "neither")]
    [InlineData("userName eq \"a", "no end")]
    [InlineData("userName eq \"a\" userType pr", "should end")]
    [InlineData("userName eq \"a\" and", "where an attribute should be")]
    [InlineData("(userName pr", "')' is missing")]
    [InlineData("userName pr)", "should end")]
    [InlineData("emails[type pr", "']' is missing")]
    [InlineData("emails[type pr)", "where a ']' should be")]
    [InlineData("emails[type pr].value eq \"a\"", "should end")]
    [InlineData("emails[phone pr]", "no part")]
    [InlineData("userName[type pr]", "no parts to select")]
    [InlineData("emails[value[x pr]]", "in brackets")]
    [InlineData("shoeSize eq 5", "\"shoeSize\" is not an attribute of a User")]
    [InlineData("members pr", "not an attribute of a User")]
    [InlineData("name.nick eq \"a\"", "name has no part")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoes pr", "not an attribute")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:Group:displayName pr", "not an attribute")]
    [InlineData("urn:bad\\quote:x pr", "not an attribute")]
    [InlineData("userName.x.y pr", "not an attribute")]
    [InlineData("name eq \"a\"", "compare one of them")]
    [InlineData("active gt true", "gt cannot compare")]
    [InlineData("active eq 1", "true or false")]
    [InlineData("active eq \"maybe\"", "true or false")]
    [InlineData("userName eq 5", "in quotes")]
    [InlineData("userName eq true", "in quotes")]
    [InlineData("userName co null", "co cannot compare")]
    [InlineData("meta.created co \"2011\"", "moment")]
    [InlineData("meta.created gt \"yesterday\"", "moment")]
    [InlineData("meta.version eq \"x\"", "cannot be used in a filter")]
    [InlineData("groups.display eq \"x\"", "cannot be used in a filter")]
    [InlineData("groups.value co \"x\"", "co cannot compare")]
    [InlineData("id sw \"usr\"", "sw cannot compare")]
    [InlineData("urn:acme:x co 5", "co cannot compare")]
    [InlineData("x509Certificates.value gt \"a\"", "gt cannot compare")]
    [InlineData("userName eq \"\\ud800\"", "surrogate")]
    [InlineData("userName eq \"\\u0000\"", "NUL")]
    [InlineData("userName eq \"\\x\"", "escape")]
    [InlineData("urn:acme:x gt 1e999", "neither")]
    [InlineData("not userName pr", "not an attribute")]
    public void What_cannot_be_a_filter_is_refused_in_words(string text, string words)
    {
        var error = FilterParser.Parse(text, ResourceType.User).Error!;

        Assert.Equal((400, ScimType.InvalidFilter), (error.Status, error.Type));
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password eq \"hunter2\"")]
    [InlineData("PASSWORD pr")]
    [InlineData("title pr or urn:ietf:params:scim:schemas:core:2.0:User:password sw \"hunter2\"")]
    public void A_password_is_sensitive_and_not_repeated(string text)
    {
        var error = FilterParser.Parse(text, ResourceType.User).Error!;

        Assert.Equal((403, ScimType.Sensitive), (error.Status, error.Type));
        Assert.DoesNotContain("hunter2", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_depth_and_number_are_bounded()
    {
        static ScimError? Error(string text) => FilterParser.Parse(text, ResourceType.User).Error;
        static string Nested(int levels) => new string('(', levels) + "title pr" + new string(')', levels);
        static string Joined(int clauses) => string.Join(" or ", Enumerable.Repeat("title pr", clauses));

        Assert.Null(Error(Nested(16)));
        Assert.Equal(ScimType.InvalidFilter, Error(Nested(17))!.Type);
        Assert.Equal(ScimType.InvalidFilter, Error(new string('(', 4000))!.Type);
        Assert.Null(Error(Joined(50)));
        Assert.Equal(ScimType.TooMany, Error(Joined(51))!.Type);
        Assert.Null(Error($"title eq \"{new string('x', 4085)}\""));
        Assert.Equal(ScimType.InvalidFilter, Error($"title eq \"{new string('x', 4086)}\"")!.Type);
        Assert.Equal(ScimType.InvalidFilter, Error($"title eq \"{new string('é', 2100)}\"")!.Type);
        Assert.True(Error(new string('x', 4000) + " pr")!.Detail.Length < 250);
    }

    [Fact]
    public void What_is_looked_up_by_index_is_recognized()
    {
        Assert.True(Parse("userName eq \"JANÉ\"").TryUserNameEquals(out var folded));
        Assert.Equal("jané", folded);
        Assert.True(Parse("externalId eq \"00uJ\"").TryExternalIdEquals(out var externalId));
        Assert.Equal("00uJ", externalId);
        Assert.True(Parse("id eq \"x\"").TryIdEquals(out _));
        Assert.True(Parse("email eq \"X\"").TryEmailEquals(out var email));
        Assert.Equal("x", email);
        Assert.True(Json.Good(FilterParser.Parse("displayName eq \"Ops \\\"A\\\" & Ü\"", ResourceType.Group)).TryDisplayNameEquals(out var name));
        Assert.Equal("ops \"a\" & ü", name);
        Assert.False(Parse("userName ne \"a\"").TryUserNameEquals(out _));
        Assert.False(Parse("userName eq null").TryUserNameEquals(out _));
        Assert.False(Parse("userName eq \"a\" and active eq true").TryUserNameEquals(out _));
        Assert.False(Parse("urn:acme:userName eq \"a\"").TryUserNameEquals(out _));
    }

    [Fact]
    public void A_filter_reads_back_from_its_text() =>
        Prop.ForAll(Filters.Any(Texts.Any).ToArbitrary(), filter => Assert.Equal(filter, Parse(filter.ToString()))).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_the_parser_stumble() =>
        Prop.ForAll(
            Gen.Elements("userName", "emails", " eq ", " pr", "\"a\"", "\"", "\\", "[", "]", "(", ")", " and ", " or ", "not ", "urn:", ":", ".", "5", "-", "true", "é", "\ud800", "\0", "$ref")
                .ListOf().Select(string.Concat).ToArbitrary(),
            text =>
            {
                var result = FilterParser.Parse(text, ResourceType.User);
                return result.Succeeded ? Parse(result.Value.ToString()) == result.Value : result.Error.Detail.Length < 300;
            }).QuickCheckThrowOnFailure();

    private static FilterExpression Parse(string text) => Json.Good(FilterParser.Parse(text, ResourceType.User));
}
